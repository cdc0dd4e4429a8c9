//! The shipped Grafana dashboards, as the expressions they ask of Prometheus.

use serde_json::Value;

use crate::tools::{of_the_repository, text_of};

/// A dashboard.
#[derive(Debug)]
pub struct Dashboard {
    /// The file's name.
    pub file: String,
    /// All of it.
    pub json: Value,
}

/// Something a panel asks.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The panel, with its dashboard.
    pub panel: String,
    /// The expression, with Grafana's variables.
    pub expression: String,
}

impl Dashboard {
    /// All that are shipped.
    ///
    /// # Panics
    /// When one cannot be read.
    pub fn shipped() -> Vec<Self> {
        let folder = std::fs::read_dir(of_the_repository("docs/grafana")).expect("there is a folder of dashboards");
        let names = folder.map(|entry| entry.expect("a folder can be read").file_name().into_string().expect("a name"));
        let mut files: Vec<_> = names.filter(|name| name.ends_with(".json")).collect();
        files.sort();
        let read = |file: String| {
            let json = serde_json::from_str(&text_of(&format!("docs/grafana/{file}")));
            Self { json: json.unwrap_or_else(|error| panic!("{file}: {error}")), file }
        };
        files.into_iter().map(read).collect()
    }

    /// Its panels.
    pub fn panels(&self) -> impl Iterator<Item = &Value> {
        self.json["panels"].as_array().into_iter().flatten()
    }

    /// What its panels, its annotations and its variables ask.
    pub fn asks(&self) -> Vec<Asked> {
        let mut asked = Vec::new();
        for panel in self.panels() {
            for target in panel["targets"].as_array().into_iter().flatten() {
                asked.push(self.asked(&panel["title"], &target["expr"]));
            }
        }
        for annotation in self.json["annotations"]["list"].as_array().into_iter().flatten() {
            asked.push(self.asked(&annotation["name"], &annotation["expr"]));
        }
        for variable in self.json["templating"]["list"].as_array().into_iter().flatten() {
            let query = variable["query"]["query"].as_str().and_then(|query| query.strip_prefix("label_values("));
            let (metric, label) = query.and_then(|query| query.split_once(", ")).expect("a variable of label values");
            let same = format!("count by ({label} ({metric})");
            asked.push(self.asked(&variable["name"], &same.into()));
        }
        asked
    }

    fn asked(&self, title: &Value, expression: &Value) -> Asked {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Asked { panel: format!("{}: {}", self.file, text(title)), expression: text(expression) }
    }
}

impl Asked {
    /// The expression as Grafana would send it a moment after the start, for this tenant.
    ///
    /// # Panics
    /// When it has a variable that nobody knows.
    pub fn of(&self, tenant: &str) -> String {
        let mut expression = self.expression.clone();
        let known = [("$__rate_interval", "20s"), ("$__range", "5m"), ("$instance", ".*"), ("$tenant", tenant)];
        for (variable, value) in known {
            expression = expression.replace(variable, value);
        }
        assert!(!expression.contains('$'), "{}: an unknown variable in {expression}", self.panel);
        expression
    }
}
