//! How an app came back, in words.

use crate::model::{App, Estate, Model, Protection};
use crate::trial::record::Method;

/// A method in words: `failed over`. Where another protection of the app would
/// be called the same, where to, or on which targets: `failed over to dr`.
#[must_use]
pub fn method_name(model: &Model, subject: usize, method: Method) -> String {
    let (word, position) = match method {
        Method::InPlace => return "in place".into(),
        Method::Rebuilt => return "rebuilt empty".into(),
        Method::Remade => return "items made anew".into(),
        Method::Never => return "never".into(),
        Method::Backup(position) => ("restored from backup", position),
        Method::Replica(position) => ("failed over", position),
        Method::Redirect(position) => ("redirected", position),
    };
    let app = model.estate.apps.get(subject);
    let which = app.and_then(|app| which(&model.estate, app, usize::from(position)));
    which.map_or_else(|| word.into(), |which| format!("{word} {which}"))
}

/// What tells a protection from the others of its method; nothing if there are
/// none.
fn which(estate: &Estate, app: &App, position: usize) -> Option<String> {
    let own = app.protections.get(position)?;
    let rivals: Vec<&Protection> = app
        .protections
        .iter()
        .enumerate()
        .filter(|(i, other)| *i != position && other.method() == own.method())
        .map(|(_, other)| other)
        .collect();
    if rivals.is_empty() {
        return None;
    }
    let where_to = where_to(estate, own);
    let alike = rivals.into_iter().any(|other| self::where_to(estate, other) == where_to);
    Some(if alike { format!("{where_to} (number {} of protect)", position + 1) } else { where_to })
}

/// `to dr`, `on vault or far`.
fn where_to(estate: &Estate, protection: &Protection) -> String {
    match protection {
        Protection::Backup(backup) => {
            let targets = backup.levels.iter().map(|level| &estate.targets[level.target.index()].name);
            format!("on {}", targets.map(String::as_str).collect::<Vec<_>>().join(" or "))
        }
        Protection::Replica(replica) => format!("to {}", estate.place_name(replica.to)),
        Protection::ActiveActive(group) => {
            let places = group.with.iter().map(|place| estate.place_name(*place));
            format!("to {}", places.collect::<Vec<_>>().join(" or "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{SourceText, parse};

    /// Names of these methods of the only app under `protect`.
    fn names(protect: &str, methods: &[Method]) -> Vec<String> {
        let text = format!(
            "[tiers.t1]\nrto = \"8 h\"\n[sites.dc1]\n[sites.dc2]\n[sites.azure]\nkind = \"cloud\"\n\
             [stamps.prod]\nsite = \"dc1\"\nnodes = 4\n[stamps.dr]\nsite = \"dc2\"\nnodes = 4\n\
             [links]\na = {{ sites = [\"dc1\", \"dc2\"], bandwidth = \"1 Gbps\" }}\n\
             b = {{ sites = [\"dc1\", \"azure\"], bandwidth = \"1 Gbps\" }}\n\
             c = {{ sites = [\"dc2\", \"azure\"], bandwidth = \"1 Gbps\" }}\n\
             [targets]\nvault.site = \"dc2\"\nfar.site = \"azure\"\n\
             [apps.erp]\ntier = \"t1\"\n[topologies.A]\nprotect.t1 = [{protect}]\n"
        );
        let main = SourceText { name: "estate.toml".into(), text };
        let outcome = parse(main, &mut |_| Err("no".into()));
        let study = outcome.study.as_ref().unwrap_or_else(|| panic!("{}", outcome.render(false)));
        let model = Model::new(study.topologies[0].estate.clone());
        methods.iter().map(|method| method_name(&model, 0, *method)).collect()
    }

    #[test]
    fn a_method_is_named_with_where_it_leads_only_if_there_are_several() {
        let one_of_each = "{ replica = { to = \"dr\" } }, { backup = { to = \"vault\" } }";
        let found = names(one_of_each, &[Method::Replica(0), Method::Backup(1), Method::InPlace]);
        assert_eq!(found, ["failed over", "restored from backup", "in place"]);
        let replicas = "{ replica = { to = \"dr\" } }, { replica = { to = \"azure\" } }";
        let found = names(replicas, &[Method::Replica(0), Method::Replica(1)]);
        assert_eq!(found, ["failed over to dr", "failed over to azure"]);
        let backups =
            "{ backup = { to = \"vault\", outward = { to = \"far\" } } }, { backup = { to = \"far\" } }";
        let found = names(backups, &[Method::Backup(0), Method::Backup(1)]);
        assert_eq!(found, ["restored from backup on vault or far", "restored from backup on far"]);
    }

    #[test]
    fn two_of_one_name_are_told_apart_by_their_places_in_the_list() {
        let backups = "{ backup = { to = \"vault\" } }, { backup = { to = \"vault\", every = \"7 d\" } }";
        let found = names(backups, &[Method::Backup(0), Method::Backup(1)]);
        assert_eq!(
            found,
            [
                "restored from backup on vault (number 1 of protect)",
                "restored from backup on vault (number 2 of protect)"
            ]
        );
    }
}
