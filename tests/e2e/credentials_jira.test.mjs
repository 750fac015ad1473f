// Every kind of login that Jira takes: found out by the check, then the whole journey, there and back.
import { tryCells } from './support/credentials.mjs';

tryCells(/Jira/);
