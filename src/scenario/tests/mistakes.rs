//! Mistakes that span a whole file, an inventory or several tables, and what is
//! said of them.

use super::*;

/// A file that uses what is not supported (calendars) and does not say that its
/// clusters run Azure Local, and the same file as it is to be written.
#[test]
fn the_file_of_the_first_hour() {
    let wished = include_str!("first_hour.toml");
    let csv = "name,tier,vms,vcpus,memory,data,churn,needs,users\n\
        ad-dns,t1,2,4,16 GiB,200 GB,1 GB/d,,\nmfa,t1,1,2,8 GiB,50 GB,1 GB/d,ad-dns,\n\
        keys,t1,1,2,8 GiB,50 GB,1 GB/d,ad-dns,\nbackup-server,t1,1,8,32 GiB,1 TB,,ad-dns,\n\
        erp,t1,6,8,64 GiB,4 TB,100 GB/d,ad-dns,\nwms,t2,4,4,32 GiB,2 TB,,erp,\nedi,t2,2,2,16 GiB,300 GB,,erp;wms,\n";
    let shown = read_with(wished, &[("apps.csv", csv)]).render(false);
    for part in [
        "calendars are not supported: delete it",
        "calendars are not supported; one duration is due here",
        "calendars of traffic are not supported",
        "Hyper-V Replica does not protect VMs on stamp prod, which is taken to run Azure Stack Hub",
        "Hyper-V Replica does not copy to stamp dr, which is taken to run Azure Stack Hub",
    ] {
        assert!(shown.contains(part), "{part} missing in\n{shown}");
    }
    assert_eq!(shown.matches("error[").count(), 5, "{shown}");
    let written = wished
        .lines()
        .filter(|line| !line.starts_with("calendar"))
        .collect::<Vec<_>>()
        .join("\n")
        .replace("{ business = \"45 min\", other = \"2 h\" }", "\"45 min\"")
        .replace("{ business = \"500 Mbps\", other = \"100 Mbps\" }", "\"500 Mbps\"")
        .replace("nodes = 8\n", "nodes = 8\nproduct = \"azure-local\"\n")
        .replace("nodes = 6,", "nodes = 6, product = \"azure-local\",");
    let outcome = read_with(&written, &[("apps.csv", csv)]);
    assert!(outcome.diagnostics.is_empty(), "{}", outcome.render(false));
}

#[test]
fn what_follows_from_a_bad_inventory_is_not_told() {
    let text = format!(
        "foundation = [\"ad\"]\nservices = {{ order = [\"erp\"] }}\n{MINIMAL}protect.erp = \"none\"\n"
    )
    .replace("[apps.erp]\ntier = \"t1\"", "[apps]\ncsv = \"apps.csv\"");
    for (csv, cause) in [
        (&[][..], "cannot read apps.csv"),
        (&[("apps.csv", "")], "apps.csv is empty"),
        (&[("apps.csv", "tier\nt1\n")], "apps.csv has no column name"),
        (&[("apps.csv", "name,tier\nad\nerp,t1,x\n")], "this row has 1 cells"),
    ] {
        let outcome = read_with(&text, csv);
        let shown = outcome.render(false);
        assert!(outcome.diagnostics[0].message.contains(cause), "{shown}");
        assert!(!shown.contains("there are no apps") && !shown.contains("is called"), "{shown}");
    }
    // What is wrong with a good inventory's neighbours is told after the inventory.
    let outcome = read_with(&text, &[("apps.csv", "name,tier,foo\nerp,t1,\n")]);
    let shown = outcome.render(false);
    assert!(shown.find("\"foo\"").unwrap() < shown.find("no app is called ad").unwrap(), "{shown}");
}

#[test]
fn a_number_beyond_all_numbers_is_one_mistake() {
    let text = MINIMAL.replace("tier = \"t1\"", "tier = \"t1\"\nvms = 20000000000000000000000");
    let csv = "name,tier,vms\nerp,t1,20000000000000000000000\n";
    let listed = MINIMAL.replace("[apps.erp]\ntier = \"t1\"", "[apps]\ncsv = \"apps.csv\"");
    for outcome in [read_with(&text, &[]), read_with(&listed, &[("apps.csv", csv)])] {
        let shown = outcome.render(false);
        assert_eq!(outcome.diagnostics.len(), 1, "{shown}");
        assert!(shown.contains("vms of app erp: 20000000000000000000000 is out of range"), "{shown}");
        assert!(shown.contains("write a whole number from 1 to 100000"), "{shown}");
    }
}

#[test]
fn circles_are_shown() {
    let text = MINIMAL.replace(
        "tier = \"t1\"",
        "tier = \"t1\"\nneeds = [\"web\"]\n[apps.web]\ntier = \"t1\"\nneeds = [\"sql\"]\n[apps.sql]\ntier = \"t1\"\nneeds = [\"erp\"]",
    );
    let shown = read_with(&text, &[]).render(false);
    assert!(shown.contains("erp -> web -> sql -> erp"), "{shown}");
    let own = MINIMAL.replace("tier = \"t1\"", "tier = \"t1\"\nneeds = [\"erp\"]");
    assert!(read_with(&own, &[]).render(false).contains("erp -> erp"));
}

/// [`MINIMAL`] with these lines at the top and these apps.
fn with_apps(top: &str, apps: &str) -> String {
    format!("{top}\n{}", MINIMAL.replace("[apps.erp]\ntier = \"t1\"", apps))
}

/// All other apps wait for the foundation: what it needs would never start.
#[test]
fn what_the_foundation_needs_is_foundation_too() {
    let apps = "[apps]\nad.tier = \"t1\"\nbkp = { tier = \"t1\", needs = [\"ad\", \"sql\"] }\n\
        sql = { tier = \"t1\", needs = [\"san\", \"ad\"] }\nsan.tier = \"t1\"\nerp.tier = \"t1\"";
    let outcome = read_with(&with_apps("foundation = [\"ad\", \"bkp\"]", apps), &[]);
    let shown = outcome.render(false);
    assert_eq!(outcome.diagnostics.len(), 1, "{shown}");
    for part in [
        "error[deadlock]: bkp is a foundation app and needs sql, which is not: \
         sql would wait for bkp and bkp for sql",
        "[\"ad\", \"sql\"]",
        "the foundation",
        "add \"sql\" and \"san\" to foundation",
    ] {
        assert!(shown.contains(part), "{part} missing in\n{shown}");
    }
    let all = with_apps("foundation = [\"ad\", \"bkp\", \"sql\", \"san\"]", apps);
    assert!(!read_with(&all, &[]).has_errors());
    // What needs the foundation, and what has nothing to do with it, is free.
    let free = with_apps("foundation = [\"ad\"]", apps);
    assert!(!read_with(&free, &[]).has_errors());
}

#[test]
fn a_topology_may_break_and_mend_the_foundation() {
    let apps = "[apps]\nad.tier = \"t1\"\nsql.tier = \"t1\"";
    let text = with_apps("foundation = [\"ad\"]", apps);
    let broken = format!("{text}apps.ad.needs = [\"sql\"]\n");
    let outcome = read_with(&broken, &[]);
    let shown = outcome.render(false);
    assert_eq!(outcome.diagnostics.len(), 1, "{shown}");
    assert!(shown.contains("ad is a foundation app and needs sql, which is not"), "{shown}");
    assert!(shown.contains("17 | apps.ad.needs = [\"sql\"]"), "{shown}");
    let mended = format!("{broken}[topologies.B]\nprotect = \"none\"\n")
        .replace("ad.tier = \"t1\"", "ad = { tier = \"t1\", needs = \"sql\" }");
    let mended = mended.replace("needs = [\"sql\"]", "needs = []");
    assert_eq!(read_with(&mended, &[]).diagnostics.len(), 1, "B still has the need of the file");
    let mended = mended.replace("[topologies.B]\n", "[topologies.B]\napps.ad.needs = []\n");
    assert!(!read_with(&mended, &[]).has_errors(), "{}", read_with(&mended, &[]).render(false));
}

#[test]
fn what_follows_from_wrong_columns_is_not_told() {
    let text = MINIMAL.replace("[apps.erp]\ntier = \"t1\"", "[apps]\ncsv = \"apps.csv\"");
    let outcome = read_with(&text, &[("apps.csv", "foo,bar\n1,2\n")]);
    let shown = outcome.render(false);
    assert_eq!(outcome.diagnostics.len(), 3, "{shown}");
    assert!(shown.contains("\"foo\"") && shown.contains("\"bar\""), "{shown}");
    assert!(shown.contains("apps.csv has no column name"), "{shown}");
    // A header that was meant to be name says it all.
    let outcome = read_with(&text, &[("apps.csv", "nmae,tier\nerp,t1\n")]);
    assert_eq!(outcome.diagnostics.len(), 1, "{}", outcome.render(false));
    assert_eq!(outcome.diagnostics[0].hint.as_deref(), Some("write name"));
    // What is empty is not the scenario.
    let shown = read_with(&text, &[("apps.csv", "")]).render(false);
    assert!(shown.contains("--> apps.csv:1:1"), "{shown}");
}

#[test]
fn a_file_that_is_no_text_is_not_a_wrong_path() {
    let text = MINIMAL.replace("[apps.erp]\ntier = \"t1\"", "[apps]\ncsv = \"apps.csv\"");
    let main = SourceText { name: "estate.toml".into(), text };
    let why = "the text is not UTF-8 (byte 7); save it as UTF-8";
    let outcome = parse(main, &mut |_| Err(why.to_owned()));
    let [problem] = &outcome.diagnostics[..] else { panic!("{}", outcome.render(false)) };
    assert_eq!(problem.id, "unfit-file");
    assert_eq!(problem.message, "cannot read apps.csv: the text is not UTF-8 (byte 7)");
    assert_eq!(problem.hint.as_deref(), Some("save it as UTF-8"));
}

#[test]
fn an_inventory_reports_all_its_bad_rows() {
    let csv = "name,tier,vms,memory,fo\nerp,t1,12,16 GiB,\nsql;t1;4\nweb,t1,x,16,\n,t1,1,,\nerp,t4,1,1 GB,\n";
    let text = MINIMAL.replace("[apps.erp]\ntier = \"t1\"", "[apps]\ncsv = \"apps.csv\"");
    let outcome = read_with(&text, &[("apps.csv", csv)]);
    let shown = outcome.render(false);
    for part in [
        "no column is called \"fo\"",
        "apps.csv:1:22",
        "this row has 1 cells, the header has 5",
        "apps.csv:3:1",
        "vms of app web",
        "apps.csv:4:8",
        "memory of app web: 16 has no unit",
        "apps.csv:4:10",
        "this row has no name",
        "apps.csv:5:1",
        "app erp is described twice",
        "apps.csv:6:1",
    ] {
        assert!(shown.contains(part), "{part} missing in\n{shown}");
    }
    let missing = read_with(&text, &[]).render(false);
    assert!(missing.contains("cannot read apps.csv: no such file"), "{missing}");
    assert!(read_with(&text, &[("apps.csv", "")]).render(false).contains("apps.csv is empty"));
    let nameless = read_with(&text, &[("apps.csv", "tier,vms\nt1,2\n")]).render(false);
    assert!(nameless.contains("apps.csv has no column name"), "{nameless}");
    let open = read_with(&text, &[("apps.csv", "name,tier\n\"erp,t1\nx,t1\n")]).render(false);
    assert!(open.contains("apps.csv:2:1") && open.contains("never closed"), "{open}");
}

#[test]
fn spreadsheets_of_all_countries_are_read() {
    let text = MINIMAL.replace("[apps.erp]\ntier = \"t1\"", "[apps]\ncsv = \"apps.csv\"");
    let rows = "\u{feff}Name;TIER;vms;data;needs;pinned\r\nerp;t1;2;\"1.5 TB\";sql, web;no\r\nsql;t1;;;;yes\r\nweb;t1;3;;;\r\n\r\n";
    let outcome = read_with(&text, &[("apps.csv", rows)]);
    assert!(!outcome.has_errors(), "{}", outcome.render(false));
    let study = outcome.study.unwrap();
    let apps = &study.topologies[0].estate.apps;
    assert_eq!((apps[0].vms, apps[0].data_bytes, apps[0].needs.len()), (2, 1.5e12, 2));
    assert!(apps[1].pinned && !apps[0].pinned);
}

#[test]
fn an_empty_file_says_what_is_needed() {
    for text in ["", "   \n", "# only a comment\n", "\u{feff}"] {
        let outcome = read_with(text, &[]);
        let shown = outcome.render(false);
        assert!(outcome.study.is_none());
        assert!(shown.contains("the scenario is empty") && shown.contains("[topologies.A]"), "{shown}");
    }
    let shown = read_with("title = \"x\"", &[]).render(false);
    assert!(shown.contains("no topology") && shown.contains("no apps"), "{shown}");
}

#[test]
fn the_least_that_is_suggested_is_a_scenario() {
    let outcome = read_with("", &[]);
    let hint = outcome.diagnostics[0].hint.clone().unwrap();
    let from = hint.find('[').unwrap();
    let text = &hint[from..hint.find("`drsim init`").unwrap()];
    let outcome = read_with(text, &[]);
    assert!(!outcome.has_errors(), "{}", outcome.render(false));
}

#[test]
fn hostile_texts_are_refused_quickly() {
    let nested = read_with(&format!("x = {}", "[".repeat(10_000)), &[]);
    assert_eq!(nested.diagnostics[0].id, "too-deep");
    let garbage = read_with(&"\u{1}x".repeat(9 << 20), &[]);
    assert_eq!(garbage.diagnostics[0].id, "too-large");
    let noise = read_with(&"= [ ' { \" ] \n".repeat(5_000), &[]);
    assert!(noise.study.is_none() && noise.render(false).len() < 100_000);
    let binary = read_with("\u{0}\u{1}\u{2}", &[]);
    assert!(binary.render(true).contains("NUL"));
    let many = MINIMAL.replace(
        "nodes = 4",
        &format!("nodes = 4\n{}", (0..5_000).map(|i| format!("k{i} = 1\n")).collect::<String>()),
    );
    let many = read_with(&many, &[]);
    assert!(many.unlisted > 3_900 && many.render(false).contains("more problems"));
}

#[test]
fn an_unprotected_tier_is_a_warning() {
    let text = MINIMAL.replace("[topologies.A]", "[tiers.t2]\n[apps.web]\ntier = \"t2\"\n[topologies.A]");
    let outcome = read_with(&text, &[]);
    assert!(!outcome.has_errors());
    assert_eq!(outcome.diagnostics.len(), 1);
    assert_eq!(
        (outcome.diagnostics[0].severity, outcome.diagnostics[0].id),
        (Severity::Warning, "unprotected")
    );
    assert!(outcome.diagnostics[0].message.contains("tier t2"));
}

#[test]
fn racks_are_simulated_only_when_asked_for() {
    let rack = MINIMAL.replace("[targets.vault]\nsite = \"dc1\"", "[targets.vault]\nrack = \"prod\"");
    assert!(read_with(&rack, &[]).has_errors());
    let outcome = read_with(&rack.replace("[topologies.A]", "[topologies.A]\nunsupported = true"), &[]);
    assert!(!outcome.has_errors(), "{}", outcome.render(false));
    let topologies = outcome.study.unwrap().topologies;
    assert_eq!(topologies[0].name, "A");
    assert!(topologies[0].unsupported[0].contains("rack of stamp prod"));
}
