//! How the schema came to be.
//!
//! Each migration is one SQL text that runs on SQLite and on PostgreSQL; the only difference is spelled by
//! `dialect`. Migrations are frozen in time: they never import `entity`, and a released one is never edited.

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};
pub use sea_orm_migration::{MigratorTrait, prelude::DbErr};
use sea_orm_migration::{async_trait, prelude::*};

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let step = |name, sql| -> Box<dyn MigrationTrait> { Box::new(Step { name, sql }) };
        vec![
            step("m20261121_000001_spine", include_str!("m20261121_000001_spine.sql")),
            step("m20261124_000001_operator_keys", include_str!("m20261124_000001_operator_keys.sql")),
            step("m20261124_000002_review_and_stage", include_str!("m20261124_000002_review_and_stage.sql")),
            step("m20261124_000003_brand", include_str!("m20261124_000003_brand.sql")),
        ]
    }
}

/// One migration: a name that never changes and the SQL that brings it about.
struct Step {
    name: &'static str,
    sql: &'static str,
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    /// Whole or not at all, on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = dialect(self.sql, manager.get_database_backend());
        manager.get_connection().execute_unprepared(&sql).await?;
        Ok(())
    }
}

/// A line that ends in `-- postgres` or `-- sqlite` is for that database alone; SQLite stores a UUID as a 16-byte BLOB.
fn dialect(sql: &str, backend: DbBackend) -> String {
    let (others, uuid) = match backend {
        DbBackend::Postgres => ("-- sqlite", " uuid"),
        _ => ("-- postgres", " blob"),
    };
    let ours = sql.lines().filter(|line| !line.trim_end().ends_with(others));
    ours.map(|line| line.replace(" uuid", uuid) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_gets_its_own_lines() {
        let sql = "CREATE TABLE t (id uuid NOT NULL)\nWITH (fillfactor = 50) -- postgres\nWITHOUT ROWID -- sqlite\n;";
        let sqlite = "CREATE TABLE t (id blob NOT NULL)\nWITHOUT ROWID -- sqlite\n;\n";
        let postgres = "CREATE TABLE t (id uuid NOT NULL)\nWITH (fillfactor = 50) -- postgres\n;\n";
        assert_eq!(dialect(sql, DbBackend::Sqlite), sqlite);
        assert_eq!(dialect(sql, DbBackend::Postgres), postgres);
    }
}
