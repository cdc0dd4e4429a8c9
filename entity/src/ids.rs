//! Ids as types of their own, so that a tag's id cannot stand where a question's belongs.

use sea_orm::DeriveValueType;
use sea_orm::entity::prelude::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
        pub struct $name(pub Uuid);

        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = <Uuid as std::str::FromStr>::Err;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id!(
    /// An organisation: the boundary no byte crosses.
    TenantId
);
id!(
    /// A forum inside a tenant: one town hall, one department.
    TeamId
);
id!(
    /// A question, in creation order (UUID v7).
    QuestionId
);
id!(
    /// A label that moderators put on questions.
    TagId
);
id!(
    /// A staff account.
    StaffId
);
id!(
    /// A staff session; names it in the log without giving away its token.
    SessionId
);
id!(
    /// Who votes and asks inside one tenant: a keyed hash of a device or an account, never reversible and never sent.
    VoterId
);
