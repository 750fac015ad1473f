//! Switches for what nobody documented: each names a question and the answers
//! a client must be ready for. The first answer of each is the default.

macro_rules! profiles {
    ($($(#[$doc:meta])* $profile:ident, $field:ident = $name:literal {
        $(#[$first_doc:meta])* $first:ident = $first_word:literal
        $(, $(#[$value_doc:meta])* $value:ident = $word:literal)+ $(,)?
    })+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
            pub enum $profile {
                $(#[$first_doc])*
                #[default]
                $first,
                $($(#[$value_doc])* $value,)+
            }

            impl $profile {
                fn from_word(word: &str) -> Option<Self> {
                    match word {
                        $first_word => Some(Self::$first),
                        $($word => Some(Self::$value),)+
                        _ => None,
                    }
                }
            }
        )+

        /// How this site answers what is undocumented.
        #[derive(Clone, PartialEq, Eq, Debug, Default)]
        pub struct Profiles {
            $($(#[$doc])* pub $field: $profile,)+
        }

        impl Profiles {
            /// Every switch with its values, the default first.
            pub const LIST: &'static [(&'static str, &'static [&'static str])] = &[
                $(($name, &[$first_word, $($word),+])),+
            ];

            /// Sets a switch by name; false if there is no such name or value.
            pub(super) fn set(&mut self, name: &str, value: &str) -> bool {
                match name {
                    $($name => put(&mut self.$field, $profile::from_word(value)),)+
                    _ => false,
                }
            }
        }
    };
}

fn put<T>(field: &mut T, value: Option<T>) -> bool {
    match value {
        Some(value) => {
            *field = value;
            true
        }
        None => false,
    }
}

profiles! {
    /// Removing somebody who is not in the group.
    NotAMember, not_a_member = "not-a-member" {
        /// 400.
        BadRequest = "400",
        /// 404.
        NotFound = "404",
        /// 200, as if removed.
        Fine = "200",
    }
    /// A write by somebody who is not a site admin.
    NotSiteAdmin, not_site_admin = "not-site-admin" {
        /// 403 with a sentence.
        Forbidden = "403",
        /// The 404 that an unknown user gets.
        MaskedNotFound = "masked-404",
        /// 403 with an empty list of messages.
        EmptyForbidden = "403-empty",
    }
    /// A write to a group that an identity provider keeps.
    SyncedGroup, synced_group = "synced-group" {
        /// 403.
        Forbidden = "403",
        /// 400.
        BadRequest = "400",
        /// 200 (201), and nothing changes.
        NothingChanges = "200",
    }
    /// The text for adding somebody who is a member.
    AlreadyMember, already_member = "already-member" {
        /// The placeholder is left unfilled: a known bug.
        Placeholder = "placeholder",
        /// The group's id stands in its place.
        GroupId = "group-id",
    }
    /// Asking for the groups that carry site administration.
    SiteAdminGroups, site_admin_groups = "site-admin-groups" {
        /// Groups by their names.
        Named = "named",
        /// None: the role has no group behind it (centralized experience).
        Empty = "empty",
        /// 500.
        Error = "500",
    }
    /// The body of a refused login.
    Unauthorized, unauthorized = "unauthorized" {
        /// `message` and `status-code`.
        Message = "message",
        /// The same sentence in `errorMessages`.
        Collection = "collection",
        /// A page.
        Html = "html",
    }
    /// The body of a failed XSRF check.
    XsrfBody, xsrf_body = "xsrf-body" {
        /// Plain text.
        Text = "text",
        /// A page.
        Html = "html",
    }
    /// A write without a content type and without `X-Atlassian-Token: no-check`, not from a browser.
    NoCheck, no_check = "no-check" {
        /// Passes.
        Lenient = "lenient",
        /// 403.
        Strict = "strict",
    }
    /// A DELETE with a body.
    DeleteWithBody, delete_with_body = "delete-with-body" {
        /// The edge refuses it as it refuses a GET with a body.
        Refuse = "refuse",
        /// The body is ignored.
        Tolerate = "tolerate",
    }
    /// A preflight on the site's own host; never with CORS headers.
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
    GatewayCors, gateway_cors = "gateway-cors" {
        /// Reflects the origin; the headers that matter are not readable.
        Reflect = "reflect",
        /// Reflects the origin and exposes the headers.
        Expose = "expose",
        /// None.
        Off = "off",
    }
    /// Whether the gateway checks XSRF as the site does.
    GatewayXsrf, gateway_xsrf = "gateway-xsrf" {
        /// It does not.
        Off = "off",
        /// It does.
        On = "on",
    }
    /// The body of a 429.
    RefusalBody, refusal_body = "refusal-body" {
        /// JSON, nothing and a page in turn.
        Mixed = "mixed",
        /// JSON.
        Json = "json",
        /// Nothing.
        Empty = "empty",
        /// A page.
        Html = "html",
    }
    /// The form of `X-RateLimit-Reset`.
    ResetFormat, reset_format = "reset-format" {
        /// With and without seconds in turn.
        Alternate = "alternate",
        /// With seconds.
        Seconds = "seconds",
        /// Without: the next whole minute.
        Minutes = "minutes",
    }
    /// `managedBy` and `usageType` of `groups/picker`. Source: Jira Cloud platform REST API v3, "Find groups", since July
    /// 2025; whether they are there for groups that are no teams is not documented.
    PickerManagement, picker_management = "picker-managed-by" {
        /// For every group.
        Shown = "shown",
        /// For none.
        Absent = "absent",
    }
    /// Whether `total` of `group/member` changes from page to page.
    MovingTotal, moving_total = "moving-total" {
        /// It does not.
        Off = "off",
        /// One less and one more in turn.
        On = "on",
    }
    /// Seats left in the site's plan: without any, nobody can be added.
    Seats, seats = "seats" {
        /// Enough.
        Plenty = "plenty",
        /// None: Jira 400, Confluence 500, the organization 409.
        Gone = "none",
    }
    /// Which products the site has.
    Products, products = "products" {
        /// Jira and Confluence.
        Both = "both",
        /// Jira alone.
        Jira = "jira",
        /// Confluence alone.
        Confluence = "confluence",
    }
    /// How a service account's token may be sent.
    ServiceAccountLogin, service_account = "service-account" {
        /// Basic or Bearer.
        Either = "both",
        /// Bearer.
        Bearer = "bearer",
        /// Basic.
        Basic = "basic",
    }
    /// Whether Confluence takes Basic logins on the site's own host, where Jira does.
    ConfluenceBasic, confluence_basic = "confluence-basic" {
        /// It does.
        Accepted = "accept",
        /// It does not.
        Refused = "refuse",
    }
    /// Adding somebody who is a member, in Confluence.
    ConfluenceMember, confluence_member = "confluence-already-member" {
        /// 201, as if added.
        Created = "201",
        /// 400.
        BadRequest = "400",
    }
    /// Asking Confluence for the groups that give an access. Source: Confluence Cloud REST API v1, "Get groups".
    ConfluenceAccess, confluence_access = "confluence-access-type" {
        /// These groups.
        Honoured = "honoured",
        /// 403: the caller may not view groups.
        Forbidden = "403",
    }
    /// Inactive members in Confluence's lists.
    ConfluenceInactive, confluence_inactive = "confluence-inactive" {
        /// They are there.
        Shown = "shown",
        /// They are not, and no parameter brings them.
        Hidden = "hidden",
    }
    /// What an organization's key lists as its organizations.
    AdminOrgs, admin_orgs = "admin-orgs" {
        /// Nothing: so it is with a key tied to one organization.
        Empty = "empty",
        /// The organization.
        Listed = "listed",
    }
    /// Membership calls of the organization's version 1, whose end is past.
    OrganizationV1, organization_v1 = "admin-v1" {
        /// They still work.
        Working = "working",
        /// 404.
        NotFound = "404",
        /// 410.
        Gone = "410",
    }
    /// Removing somebody through the organization who is not in the group.
    OrganizationNotAMember, organization_not_a_member = "org-not-a-member" {
        /// 204.
        Fine = "204",
        /// 404.
        NotFound = "404",
    }
    /// Adding somebody through the organization who is a member.
    OrganizationMember, organization_member = "org-already-member" {
        /// As if added.
        Fine = "fine",
        /// 409.
        Conflict = "409",
    }
    /// A write through the organization to a group that an identity provider keeps.
    OrganizationSynced, organization_synced = "org-synced" {
        /// 403, not allowed to manage the group.
        Forbidden = "403",
        /// 409.
        Conflict = "409",
        /// As if done, and nothing changes.
        NothingChanges = "204",
    }
    /// By what the organization tells such a group.
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
    /// The names of people in the products (the organization shows all): what others see of them is up to each person's privacy settings.
    Names, names = "names" {
        /// The full name.
        Shown = "shown",
        /// A nickname.
        Nickname = "nickname",
        /// Nothing.
        Hidden = "hidden",
    }
    /// The emails of people in the products.
    Emails, emails = "emails" {
        /// They are there.
        Shown = "shown",
        /// They are not.
        Hidden = "hidden",
    }
    /// Asking Jira or Confluence for the groups of an account that the site does not know.
    UnknownAccount, unknown_account = "unknown-account" {
        /// 404.
        NotFound = "404",
        /// 200 with an empty list.
        Empty = "empty",
    }
    /// The language of the caller's profile.
    Language, language = "language" {
        /// English.
        English = "en",
        /// German.
        German = "de",
    }
}
