// Where the simulated site answers otherwise than described: `of` what, `under` which profile, and why. One that is not seen any
// more is an error.

export const DEVIATIONS = [
  {
    of: /: answers 429, which is not described$/,
    why: 'Any operation may be throttled: the page on rate limits says so for all of them, read 2026-11-28.',
  },
  {
    of: /: answers (502|503|504), which is not described$/,
    under: /^fault-kinds=/,
    why: 'Proxies before the API answer for it. No description names their statuses.',
  },
  {
    of: /: answers 404( with|, which is not described)/,
    under: /^products=/,
    why: 'The site does not have this product, or the gateway knows no such site: what answers is not the API.',
  },
  {
    of: /^confluence .*: answers 401, which is not described$/,
    why: 'A wrong token is refused everywhere. Most reads of Confluence describe 403 alone.',
  },
  {
    of: /^confluence group\/membersByGroupId: answers 404, which is not described$/,
    why: 'Of a group that the site does not know. Described are 400 and 403; 404 is what its other operations say of such a group.',
  },
  {
    of: /^confluence user\/memberof: answers 404, which is not described$/,
    why: 'Of an account that the site does not know, as the other operations say it; the profile unknown-account=empty is the description.',
  },
  {
    of: /^confluence group\/userByGroupId, add: answers 500, which is not described$/,
    under: /^seats=none$/,
    why: 'No seat is left: an acknowledged bug, CONFCLOUD-84635.',
  },
  {
    of: /^jira mypermissions: answers 401 with the whole/,
    why: 'The gateway answers in its own words before Jira is asked: reported since 2025, {"code":401,"message":…}.',
  },
  {
    of: /^nowhere: GET \/_edge\/tenant_info is not described$/,
    why: 'It belongs to none of the APIs. Measured by users since 2019 and used by Atlassian\'s own clients.',
  },
  {
    of: /emailAddress that must be string$/,
    under: /^emails=null$/,
    why: 'The description says in words that privacy settings may make it null.',
  },
];
