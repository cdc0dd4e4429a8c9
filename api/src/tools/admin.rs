//! `openfloor admin`: tenants and accounts from the shell, for whoever may reach the database.

use std::io::BufRead;
use std::sync::Arc;

use clap::Subcommand;
use entity::staff::Role;
use entity::{TenantId, staff, tenant};
use sea_orm::{ActiveEnum, ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio_util::sync::CancellationToken;

use crate::app::{App, By};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::handlers::tenants::{self, TenantFields};
use crate::handlers::users::{self, NewUser};
use crate::log;
use crate::text;

/// What the shell may do.
#[derive(Clone, Debug, Subcommand)]
pub enum Admin {
    /// Tenants: make, list, rename, shut, erase.
    #[command(subcommand)]
    Tenant(TenantCommand),
    /// Staff accounts of a tenant: make, list, change.
    #[command(subcommand)]
    User(UserCommand),
    /// What tells clients that a log went back in time.
    #[command(subcommand)]
    Epoch(EpochCommand),
}

/// What can be done with epochs.
#[derive(Clone, Debug, Subcommand)]
pub enum EpochCommand {
    /// After a copy was restored: every client reads its lists again, running nodes' at once.
    Renew {
        /// The tenant's slug; all, if none is given.
        #[arg(long)]
        tenant: Option<String>,
    },
}

/// What can be done with tenants.
#[derive(Clone, Debug, Subcommand)]
pub enum TenantCommand {
    /// Make a tenant.
    Create {
        /// Its name in addresses: a-z, 0-9 and -.
        slug: String,
        /// Its name for people.
        name: String,
    },
    /// List all tenants.
    List,
    /// Give a tenant another name.
    Rename {
        /// Which tenant.
        slug: String,
        /// Its new name.
        name: String,
    },
    /// Shut a tenant: nobody reaches it, nothing is lost.
    Suspend {
        /// Which tenant.
        slug: String,
    },
    /// Open a shut tenant again.
    Resume {
        /// Which tenant.
        slug: String,
    },
    /// Erase a tenant and all that is in it, for ever.
    Erase {
        /// Which tenant.
        slug: String,
        /// Say that you mean it.
        #[arg(long)]
        yes: bool,
    },
}

/// What can be done with accounts.
#[derive(Clone, Debug, Subcommand)]
pub enum UserCommand {
    /// Make an account; the password is read from standard input, or drawn and printed with --generate.
    Create {
        /// The tenant's slug.
        #[arg(long)]
        tenant: String,
        /// The address to sign in with.
        email: String,
        /// The name others see.
        name: String,
        /// moderator, admin or owner.
        #[arg(long, default_value = "moderator")]
        role: String,
        /// Draw a password and print it.
        #[arg(long)]
        generate: bool,
    },
    /// List a tenant's accounts.
    List {
        /// The tenant's slug.
        #[arg(long)]
        tenant: String,
    },
    /// Change an account's role.
    Role {
        /// The tenant's slug.
        #[arg(long)]
        tenant: String,
        /// Whose.
        email: String,
        /// moderator, admin or owner.
        role: String,
    },
    /// Give an account a new password, read from standard input, or drawn and printed with --generate; whoever is
    /// signed in with the old one is signed out.
    Password {
        /// The tenant's slug.
        #[arg(long)]
        tenant: String,
        /// Whose.
        email: String,
        /// Draw a password and print it.
        #[arg(long)]
        generate: bool,
    },
    /// Deactivate an account: its sessions and streams end.
    Deactivate {
        /// The tenant's slug.
        #[arg(long)]
        tenant: String,
        /// Whose.
        email: String,
    },
    /// Let a deactivated account sign in again.
    Activate {
        /// The tenant's slug.
        #[arg(long)]
        tenant: String,
        /// Whose.
        email: String,
    },
}

/// Runs a command on the database of this configuration; what to print.
///
/// # Errors
/// One line that says what is wrong.
pub async fn run(config: Config, command: Admin) -> Result<String, String> {
    let app = App::open(config, CancellationToken::new()).await?;
    let done = match command {
        Admin::Tenant(command) => on_tenants(&app, command).await,
        Admin::User(command) => on_users(&app, command).await,
        Admin::Epoch(EpochCommand::Renew { tenant }) => renew(&app, tenant).await,
    };
    app.stop().await;
    done.map_err(|error| {
        let problem = error.problem();
        problem.fault.or(problem.detail.map(Into::into)).unwrap_or_else(|| problem.title.into())
    })
}

async fn on_tenants(app: &Arc<App>, command: TenantCommand) -> Result<String> {
    let fields = TenantFields::default();
    match command {
        TenantCommand::Create { slug, name } => {
            let (slug, name) = (text::slug("slug", &slug)?, text::checked("name", &name, text::TITLE)?);
            let made = tenants::make(app, slug, name, None).await?;
            Ok(format!("made {} ({})", made.slug, made.id))
        }
        TenantCommand::List => {
            let rows = tenant::all().order_by_asc(tenant::Column::Slug).all(app.db.reader()).await?;
            let line = |row: &tenant::Model| {
                let state = if row.suspended_at.is_some() { "suspended" } else { "open" };
                format!("{:<24} {:<10} {}", row.slug, state, row.name)
            };
            Ok(rows.iter().map(line).collect::<Vec<_>>().join("\n"))
        }
        TenantCommand::Rename { slug, name } => {
            tenants::alter(app, &slug, TenantFields { name: Some(name), ..fields }).await?;
            Ok(format!("renamed {slug}"))
        }
        TenantCommand::Suspend { slug } => {
            tenants::alter(app, &slug, TenantFields { suspended: Some(true), ..fields }).await?;
            Ok(format!("suspended {slug}"))
        }
        TenantCommand::Resume { slug } => {
            tenants::alter(app, &slug, TenantFields { suspended: Some(false), ..fields }).await?;
            Ok(format!("resumed {slug}"))
        }
        TenantCommand::Erase { yes: false, .. } => Err(Error::field("--yes", "required", "erasing cannot be undone")),
        TenantCommand::Erase { slug, yes: true } => {
            tenants::remove(app, &slug).await?;
            Ok(format!("erased {slug}"))
        }
    }
}

async fn renew(app: &Arc<App>, slug: Option<String>) -> Result<String> {
    let tenants = match slug {
        Some(slug) => vec![known(app, &slug).await?.id],
        None => tenant::all().all(app.db.reader()).await?.into_iter().map(|tenant| tenant.id).collect(),
    };
    for tenant in &tenants {
        log::renew(&app.db, *tenant).await?;
    }
    Ok(format!("renewed the epochs of {} tenants", tenants.len()))
}

async fn on_users(app: &Arc<App>, command: UserCommand) -> Result<String> {
    match command {
        UserCommand::Create { tenant, email, name, role, generate } => {
            let role = users::role(&role)?;
            let tenant = known(app, &tenant).await?;
            let password = if generate { crate::auth::token() } else { typed_password()? };
            let account = NewUser::new(email, name, password.clone()).account()?;
            let password_hash = app.passwords.hash(account.password).await?;
            let (email, name) = (account.email, account.name);
            let create = users::Create { email: email.clone(), name, role, password_hash, by: shell() };
            app.commit(tenant.id, None, create).await?;
            let secret = if generate { format!(", password {password}") } else { String::new() };
            let (address, slug, role) = (app.config.address(), &tenant.slug, role.to_value());
            Ok(format!("made {email} ({role} of {slug}){secret}; sign in at {address}/moderate?tenantId={slug}"))
        }
        UserCommand::List { tenant } => {
            let tenant = known(app, &tenant).await?;
            let rows = staff::of(tenant.id).order_by_asc(staff::Column::Email).all(app.db.reader()).await?;
            let line = |row: &staff::Model| {
                let state = if row.active { "active" } else { "inactive" };
                format!("{:<32} {:<10} {:<9} {}", row.email, row.role.to_value(), state, row.name)
            };
            Ok(rows.iter().map(line).collect::<Vec<_>>().join("\n"))
        }
        UserCommand::Role { tenant, email, role } => {
            change(app, &tenant, &email, Some(users::role(&role)?), None).await
        }
        UserCommand::Password { tenant, email, generate } => {
            let tenant = known(app, &tenant).await?;
            let account = account(app, tenant.id, &email).await?;
            let password = if generate { crate::auth::token() } else { typed_password()? };
            users::password_fits(&password)?;
            let password_hash = app.passwords.hash(password.clone()).await?;
            app.commit(tenant.id, None, users::Password { account: account.id, password_hash, by: shell() }).await?;
            let secret = if generate { format!(": {password}") } else { String::new() };
            Ok(format!("{email} has a new password{secret}"))
        }
        UserCommand::Deactivate { tenant, email } => change(app, &tenant, &email, None, Some(false)).await,
        UserCommand::Activate { tenant, email } => change(app, &tenant, &email, None, Some(true)).await,
    }
}

async fn change(app: &Arc<App>, tenant: &str, email: &str, role: Option<Role>, active: Option<bool>) -> Result<String> {
    let tenant = known(app, tenant).await?;
    let account = account(app, tenant.id, email).await?;
    let change = users::Change { account: account.id, role, active, name: None, actor: None, by: shell() };
    app.commit(tenant.id, None, change).await?;
    Ok(format!("changed {email}"))
}

/// The tenant of this slug, or an error that names those there are.
async fn known(app: &Arc<App>, slug: &str) -> Result<Arc<tenant::Model>> {
    match app.tenant(slug).await {
        Err(Error::NotFound(_)) => {
            let rows = tenant::all().order_by_asc(tenant::Column::Slug).limit(20).all(app.db.reader()).await?;
            let slugs: Vec<&str> = rows.iter().map(|row| row.slug.as_str()).collect();
            let there =
                if slugs.is_empty() { "there are none".into() } else { format!("there are: {}", slugs.join(", ")) };
            Err(Error::field("tenant", "unknown", format!("'{slug}' does not exist or is suspended; {there}")))
        }
        found => found,
    }
}

async fn account(app: &Arc<App>, tenant: TenantId, email: &str) -> Result<staff::Model> {
    let find = staff::of(tenant).filter(staff::Column::Email.eq(email.to_lowercase()));
    let unknown = || Error::field("email", "unknown", "there is no such account");
    find.one(app.db.reader()).await?.ok_or_else(unknown)
}

fn shell() -> By {
    By { staff: None, name: "shell".into() }
}

fn typed_password() -> Result<String> {
    eprintln!("Password (one line on standard input):");
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.map_err(|error| Error::field("password", "unreadable", error.to_string()))?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}
