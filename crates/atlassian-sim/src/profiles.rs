//! Switches for undocumented behaviour. Each names a question, the answers that a client has to handle, and their
//! sources. The first answer is the default.

mod define;

use define::{profiles, put};

profiles! {
    /// Removing somebody who is not in the group.
    /// Source: Jira's own code of Data Center says 400, and a connector in production reads the same words; Cloud
    /// documents none.
    NotAMember, not_a_member = "not-a-member" {
        /// 400.
        BadRequest = "400",
        /// 404.
        NotFound = "404",
        /// 200, as if removed.
        Fine = "200",
    }
    /// A write by somebody who is not a site admin.
    /// Source: Jira Cloud REST API v3 documents 403 and 404; the 404 and the empty list were reported (pycontribs/jira
    /// 1361, JiraConnector 51).
    NotSiteAdmin, not_site_admin = "not-site-admin" {
        /// 403 with a sentence.
        Forbidden = "403",
        /// The 404 that an unknown user gets.
        MaskedNotFound = "masked-404",
        /// 403 with an empty list of messages.
        EmptyForbidden = "403-empty",
    }
    /// A write to a group that an identity provider keeps.
    /// Source: the words were reported in 2017 (Atlassian's developer community, 6206); no status is documented.
    SyncedGroup, synced_group = "synced-group" {
        /// 403.
        Forbidden = "403",
        /// 400.
        BadRequest = "400",
        /// 200 (201), and nothing changes.
        NothingChanges = "200",
    }
    /// Removing oneself from the last group by which one administers.
    /// Source: the words are Jira's own of Data Center; no refusal by Cloud is documented or was reported.
    OwnLastAdminGroup, own_last_admin_group = "own-last-admin-group" {
        /// 200, and the right is lost.
        Fine = "200",
        /// 400.
        BadRequest = "400",
        /// 200, and the right stays: the role has no group behind it (centralized experience).
        RightKept = "200-right-kept",
    }
    /// The text for adding somebody who is a member.
    /// Source: jira.atlassian.com, AX-17.
    AlreadyMember, already_member = "already-member" {
        /// The placeholder is left unfilled: a known bug.
        Placeholder = "placeholder",
        /// The group's id stands in its place.
        GroupId = "group-id",
    }
    /// Asking for the groups that carry site administration.
    /// Source: Jira Cloud REST API v3, "Bulk get groups", documents the 500; that the role needs no group is in
    /// Atlassian's lesson on admin roles.
    SiteAdminGroups, site_admin_groups = "site-admin-groups" {
        /// Groups by their names.
        Named = "named",
        /// None: the role has no group behind it (centralized experience).
        Empty = "empty",
        /// 500.
        Error = "500",
    }
    /// The body of a refused login.
    /// Source: all three were reported (jira.js 418, node-jira-client 255, ID-6351).
    Unauthorized, unauthorized = "unauthorized" {
        /// `message` and `status-code`.
        Message = "message",
        /// The same sentence in `errorMessages`.
        Collection = "collection",
        Html = "html",
    }
    /// The body of a failed XSRF check.
    /// Source: Atlassian's article on "XSRF check failed"; users saw text and pages.
    XsrfBody, xsrf_body = "xsrf-body" {
        Text = "text",
        Html = "html",
    }
    /// A write without a content type and without `X-Atlassian-Token: no-check`, not from a browser.
    /// Source: the filter of Data Center asks for it where there is no content type; nobody tried it on Cloud.
    NoCheck, no_check = "no-check" {
        Lenient = "lenient",
        /// 403.
        Strict = "strict",
    }
    /// A DELETE with a body.
    /// Source: reported for GET (n8n 14153); DELETE is our guess.
    DeleteWithBody, delete_with_body = "delete-with-body" {
        /// The edge refuses it as it refuses a GET with a body.
        Refuse = "refuse",
        /// The body is ignored.
        Tolerate = "tolerate",
    }
    /// A preflight on the site's own host; never with CORS headers.
    /// Source: users have reported for years that none has CORS headers (jira-connector 239, jira.js 81), with
    /// different statuses.
    Preflight, preflight = "preflight" {
        /// 403.
        Forbidden = "403",
        /// 401.
        Unauthorized = "401",
        /// 404.
        NotFound = "404",
        /// 200.
        Fine = "200",
    }
    /// CORS on the gateway.
    /// Source: Atlassian's OAuth FAQ says that pages may call it; one reader saw it reflect any origin.
    GatewayCors, gateway_cors = "gateway-cors" {
        /// Reflects the origin; the headers that matter are not readable.
        Reflect = "reflect",
        /// Reflects the origin and exposes the headers.
        Expose = "expose",
        /// None.
        Off = "off",
    }
    /// Whether the gateway checks XSRF as the site does.
    /// Source: Atlassian's article on the check names no host.
    GatewayXsrf, gateway_xsrf = "gateway-xsrf" {
        /// It does not.
        Off = "off",
        /// It does.
        On = "on",
    }
    /// The body of a 429.
    /// Source: the rate limit page describes no body; a page with this title was reported twice.
    RefusalBody, refusal_body = "refusal-body" {
        /// JSON, nothing and a page in turn.
        Mixed = "mixed",
        /// JSON.
        Json = "json",
        Empty = "empty",
        Html = "html",
    }
    /// The form of `X-RateLimit-Reset`.
    /// Source: the rate limit page shows one, and headers that users logged the other.
    ResetFormat, reset_format = "reset-format" {
        /// With and without seconds in turn.
        Alternate = "alternate",
        /// With seconds.
        Seconds = "seconds",
        /// Without: the next whole minute.
        Minutes = "minutes",
    }
    /// `managedBy` and `usageType` of `groups/picker`. Source: Jira Cloud platform REST API v3, "Find groups", since
    /// July 2025; whether they are there for groups that are no teams is not documented.
    PickerManagement, picker_management = "picker-managed-by" {
        /// For every group.
        Shown = "shown",
        /// For none.
        Absent = "absent",
    }
    /// `X-RateLimit-NearLimit` on replies that leave less than a fifth of a second's calls.
    /// Source: the rate limit page knows it, and does not use it for limits per second.
    NearLimit, near_limit = "near-limit" {
        /// It is not there.
        Off = "off",
        /// It is there.
        On = "on",
    }
    /// The links in Jira's replies on the site's own host.
    /// Source: reported: from 14 July 2026 they lead to Atlassian's gateway.
    Links, links = "links" {
        /// They lead to the host that was called.
        Own = "own",
        /// They lead to the gateway.
        Gateway = "gateway",
    }
    /// Whether `total` of `group/member` changes from page to page.
    /// Source: Jira Cloud REST API v3, on pages: the total may change from one to the next.
    MovingTotal, moving_total = "moving-total" {
        /// It does not.
        Off = "off",
        /// One less and one more in turn.
        On = "on",
    }
    /// The pages of `group/member`.
    /// Source: Jira Cloud REST API v3, on pages: one may hold fewer entries than asked for, or none, and not be the
    /// last.
    MemberPages, member_pages = "member-pages" {
        Full = "full",
        /// Every third page entry is missing, but counts.
        Short = "short",
        /// After the first member, two pages are empty.
        Empty = "empty",
    }
    /// Whether Jira calls the account of somebody active who is suspended in the directory.
    /// Source: it was reported that a list of members leaves them out; what else is said of them is not.
    SuspendedAccount, suspended_account = "suspended-account" {
        /// It does not.
        Inactive = "inactive",
        /// It does.
        Active = "active",
    }
    /// The kind of a person's account, in Jira and Confluence.
    /// Source: Jira documents `unknown` besides the kinds, and Confluence an empty text.
    AccountKinds, account_kinds = "account-kinds" {
        /// It is there.
        Told = "told",
        /// `unknown`, or empty.
        Untold = "untold",
    }
    /// Seats left in the site's plan: without any, nobody can be added.
    /// Source: CONFCLOUD-84635 for Confluence, the error codes of the organization's API; what Jira says is our guess.
    Seats, seats = "seats" {
        Plenty = "plenty",
        /// None: Jira 400, Confluence 500, the organization 409.
        Gone = "none",
    }
    /// Which products the site has.
    /// Source: Atlassian sells each alone.
    Products, products = "products" {
        Both = "both",
        Jira = "jira",
        Confluence = "confluence",
    }
    /// How a service account's token may be sent.
    /// Source: Basic is documented; users report Bearer.
    ServiceAccountLogin, service_account = "service-account" {
        Either = "both",
        Bearer = "bearer",
        Basic = "basic",
    }
    /// Whether Confluence takes Basic logins on the site's own host, where Jira does.
    /// Source: reported (kovetskiy/mark 917).
    ConfluenceBasic, confluence_basic = "confluence-basic" {
        /// It does.
        Accepted = "accept",
        /// It does not.
        Refused = "refuse",
    }
    /// Adding somebody who is a member, in Confluence.
    /// Source: Confluence Cloud REST API v1 describes 201 and 400, and not which.
    ConfluenceMember, confluence_member = "confluence-already-member" {
        /// 201, as if added.
        Created = "201",
        /// 400.
        BadRequest = "400",
    }
    /// Asking Confluence for the members of a group that it does not know.
    /// Source: Confluence Cloud REST API v1 describes no 404 for it.
    ConfluenceUnknownGroup, confluence_unknown_group = "confluence-unknown-group" {
        /// 404.
        NotFound = "404",
        /// 200 with an empty list.
        Empty = "empty",
    }
    /// Asking Confluence for the groups that give an access. Source: Confluence Cloud REST API v1, "Get groups".
    ConfluenceAccess, confluence_access = "confluence-access-type" {
        Honoured = "honoured",
        /// 403: the caller may not view groups.
        Forbidden = "403",
    }
    /// The pages of an organization's directories.
    /// Source: organizations REST API v2, "Get directories", which takes a cursor and a limit; how many are on a page
    /// without one is not documented.
    DirectoryPages, directory_pages = "directory-pages" {
        /// All on one.
        One = "one",
        /// Each on one of its own.
        Each = "each",
    }
    /// What an organization's key lists as its organizations.
    /// Source: documented as a list; measured empty for a key of one organization (jira.js, its live tests).
    AdminOrgs, admin_orgs = "admin-orgs" {
        /// Nothing: so it is with a key tied to one organization.
        Empty = "empty",
        Listed = "listed",
    }
    /// Membership calls of the organization's version 1, whose end is past.
    /// Source: the changelog of the admin APIs announces their end for 30 June 2026, and not what follows.
    OrganizationV1, organization_v1 = "admin-v1" {
        /// They still work.
        Working = "working",
        /// 404.
        NotFound = "404",
        /// 410.
        Gone = "410",
    }
    /// Removing somebody through the organization who is not in the group.
    /// Source: 204 was reported; the organization's API v2 describes 404 and 409 too, and not when.
    OrganizationNotAMember, organization_not_a_member = "org-not-a-member" {
        /// 204.
        Fine = "204",
        /// 404.
        NotFound = "404",
        /// 409.
        Conflict = "409",
    }
    /// Adding somebody through the organization who is a member.
    /// Source: the organization's API v2 describes 409, and not when.
    OrganizationMember, organization_member = "org-already-member" {
        Fine = "fine",
        /// 409.
        Conflict = "409",
    }
    /// A write through the organization to a group that an identity provider keeps.
    /// Source: the error codes of the organization's API; which of them it is, and whether it is one, is our guess.
    OrganizationSynced, organization_synced = "org-synced" {
        /// 403, not allowed to manage the group.
        Forbidden = "403",
        /// 409.
        Conflict = "409",
        /// As if done, and nothing changes.
        NothingChanges = "204",
    }
    /// A change through the organization of a group that makes people its admins, or a site's.
    /// Source: the error code ADMIN-403-7 is documented, and that such a change no longer moves the role.
    OrganizationAdminGroups, organization_admin_groups = "org-admin-groups" {
        /// It is made.
        Changed = "changed",
        /// 403, the group grants admin access.
        Refused = "403",
    }
    /// Adding somebody through the organization who is in another directory than the group.
    /// Source: the path names the directory; the organization's API v2 says nothing of people of another.
    OrganizationOtherDirectory, organization_other_directory = "org-other-directory" {
        /// They are added.
        Added = "added",
        /// 404, the user is not found.
        NotFound = "404",
    }
    /// By what the organization tells such a group.
    /// Source: the three fields are documented, and not that they go together.
    SyncedFlags, synced_flags = "synced-flags" {
        /// By all three.
        All = "all",
        /// By `externalSynced` alone.
        ExternalSynced = "external-synced",
        /// By `managedBy` alone.
        ManagedBy = "managed-by",
        /// By `managementAccess.modifiable` alone.
        Modifiable = "modifiable",
    }
    /// The names of people in the products (the organization shows all): what others see of them is up to each
    /// person's privacy settings. Source: Atlassian's privacy settings, which are each person's own.
    Names, names = "names" {
        Shown = "shown",
        Nickname = "nickname",
        Hidden = "hidden",
    }
    /// The emails of people in the products.
    /// Source: Atlassian's privacy settings; Jira Cloud REST API v3 describes a text, and says that it may be null.
    Emails, emails = "emails" {
        /// They are there.
        Shown = "shown",
        /// They are not: Jira leaves the field out, Confluence leaves it empty.
        Hidden = "hidden",
        /// They are null.
        Null = "null",
    }
    /// Asking Jira or Confluence for the groups of an account that the site does not know.
    /// Source: Jira documents the 404; Confluence describes none for a person's groups.
    UnknownAccount, unknown_account = "unknown-account" {
        /// 404.
        NotFound = "404",
        /// 200 with an empty list.
        Empty = "empty",
    }
    /// The language of the caller's profile.
    /// Source: Jira Cloud REST API v3: messages are in the language of the caller's profile.
    Language, language = "language" {
        English = "en",
        German = "de",
    }
}
