//! Ways between sites, and what falls with what it needs.

use super::*;

/// An app at dc1 whose users, at the last site, reach it through either of two
/// sites between: `l1` and `l2` over the first, `l3` and `l4` over the second.
fn two_ways() -> Estate {
    let mut e = estate(4);
    for name in ["w", "x", "users"] {
        e.sites.push(site(name, SiteKind::Own));
    }
    e.links =
        vec![link("l1", 0, 1, 1e8), link("l2", 1, 3, 1e8), link("l3", 0, 2, 1e8), link("l4", 2, 3, 1e8)];
    e.apps.push(App { users: vec![SiteId(3)], ..app("a", PROD) });
    e
}

#[test]
fn a_link_is_used_where_the_first_way_leads_through_a_lost_site() {
    let mut e = two_ways();
    e.sites[1].lost = at(&[100.0]);
    (e.links[2].failure, e.links[2].repair) = (at(&[200.0]), fixed(50.0));
    // The users go over x from 100 h on, and so over l3.
    assert_eq!(
        story(e, 30.0),
        ["a link-lost 100.0000 masked", "a link-lost 200.0000 201.0000 250.0000 in place 0.0000"]
    );
}

#[test]
fn a_link_that_no_way_in_use_takes_strikes_nobody() {
    let mut e = two_ways();
    e.sites[2].outage = at(&[100.0]);
    (e.links[2].failure, e.links[2].repair) = (at(&[101.0]), fixed(50.0));
    (e.links[3].failure, e.links[3].repair) = (at(&[200.0]), fixed(50.0));
    assert_eq!(story(e, 30.0), [""; 0]);
}

#[test]
fn users_are_cut_off_by_the_outage_of_the_last_site_on_their_way() {
    // dc1 (0) and dc2 (2) both lead from the users (3) to the second stamp (1).
    let mut e = with_replica(two_sites());
    e.sites.push(site("dc3", SiteKind::Own));
    e.sites.push(site("users", SiteKind::Own));
    for (name, a, b) in [("l1", 2, 1), ("l2", 3, 0), ("l3", 3, 2)] {
        e.links.push(link(name, a, b, 1e8));
    }
    e.apps[0].users = vec![SiteId(3)];
    e.sites[0].lost = at(&[100.1]);
    (e.sites[2].outage, e.sites[2].outage_lasts) = (at(&[110.0]), fixed(5.0));
    let (model, o) = outcome(e, 20.0);
    let lines = lines(&model, &o);
    assert_eq!(
        lines,
        [
            "a site-lost 100.1000 101.1000 101.2000 replica 0 0.1000",
            "a link-lost 110.0000 111.0000 115.0000 in place 0.0000",
        ]
    );
    assert_eq!((o.totals[0].down, o.totals[0].cut_off), (hours(1.1), hours(5.0)));
}

#[test]
fn what_needs_an_app_that_fails_in_its_planned_move_fails_with_it() {
    // c needs b, which needs a; they are at a third site that never fails, and
    // c comes before b.
    let mut e = with_third_site(with_replica(two_sites()));
    e.apps.push(App { needs: vec![AppId(2)], ..app("c", THIRD) });
    e.apps.push(App { needs: vec![AppId(0)], ..app("b", THIRD) });
    e.people.failback = fixed(8.0);
    e.sites[0].lost = at(&[100.1]);
    e.sites[0].replacement = fixed(500.0);
    e.stamps[1].software = at(&[704.0]);
    e.stamps[1].software_lasts = fixed(200.0);
    let (model, o) = outcome(e, 100.0);
    let lines = lines(&model, &o);
    // Home is deployed at 700.1; 1e11 B and what is written meanwhile take 1,001 s,
    // and the move begins at 700.3781. It ends at 704. Home holds all, so it serves
    // there as soon as people have decided not to wait.
    for name in ["a", "b", "c"] {
        let of = |line: &&String| line.starts_with(&format!("{name} "));
        let own: Vec<&String> = lines.iter().filter(of).collect();
        let outage = format!("{name} stamp-outage 704.0000 705.0000 705.0000 in place 0.0000");
        assert!(own.len() == 2 && *own[1] == outage, "{own:?}");
    }
    for totals in &o.totals[..3] {
        assert_eq!(
            (number(totals.down.hours()), number(totals.planned.hours())),
            ("2.1000".into(), "3.6219".into())
        );
    }
}

/// An app at dc1 with users at dc2, and one at dc2 that needs it. The only link
/// between fails at 100.1 h, until 150.1 h.
fn over_one_link() -> Estate {
    let mut e = with_replica(two_sites());
    e.apps[0].users = vec![SiteId(1)];
    e.apps.push(App { needs: vec![AppId(0)], ..app("b", DR) });
    (e.links[0].failure, e.links[0].repair) = (at(&[100.1]), fixed(50.0));
    e
}

#[test]
fn what_falls_together_with_a_link_is_named_for_what_took_it_down() {
    let told = |fail: fn(&mut Estate)| {
        let mut e = over_one_link();
        fail(&mut e);
        story(e, 60.0)
    };
    // The app is failed over to where its users are.
    let failed_over = |kind: &str| {
        [
            format!("a {kind} 100.1000 101.1000 101.2000 replica 0 0.1000"),
            format!("b {kind} 100.1000 101.1000 101.2000 in place 0.0000"),
        ]
    };
    assert_eq!(told(|e| e.sites[0].lost = at(&[100.1])), failed_over("site-lost"));
    assert_eq!(told(|e| e.stamps[0].lost = at(&[100.1])), failed_over("stamp-lost"));
    assert_eq!(told(|e| e.sites[0].outage = at(&[100.1])), failed_over("site-outage"));
}

#[test]
fn an_app_that_a_lost_site_leaves_serving_is_cut_off_by_the_link_lost_with_it() {
    // Active at dc2 and dc1, its users beyond dc2, and so is an app that needs it.
    let mut e = two_sites();
    e.sites.push(site("users", SiteKind::Own));
    e.links.push(link("access", 1, 2, 1e8));
    let both =
        ActiveActive { with: vec![PROD], synchronous: true, probe: fixed(0.01), redirect: fixed(0.09) };
    e.apps[0] =
        App { users: vec![SiteId(2)], protections: vec![Protection::ActiveActive(both)], ..app("a", DR) };
    e.stamps.push(stamp("third", 2, 4));
    e.apps.push(App { needs: vec![AppId(0)], ..app("b", Place::Stamp(StampId(2))) });
    e.sites[0].lost = at(&[100.1]);
    assert_eq!(story(e.clone(), 60.0), ["a site-lost 100.1000 masked", "b site-lost 100.1000 masked"]);
    (e.links[1].failure, e.links[1].repair) = (at(&[100.1]), fixed(50.0));
    let cut_off = |app: &str| format!("{app} link-lost 100.1000 101.1000 150.1000 in place 0.0000");
    assert_eq!(story(e.clone(), 60.0), [cut_off("a"), cut_off("b")]);
    // The same if the way leads through a site that fails with the first.
    e.links[1].failure = Hazard::Never;
    e.sites.push(site("between", SiteKind::Own));
    (e.links[1].ends[1], e.sites[3].outage, e.sites[3].outage_lasts) = (SiteId(3), at(&[100.1]), fixed(50.0));
    e.links.push(link("last", 3, 2, 1e8));
    assert_eq!(story(e, 60.0), [cut_off("a"), cut_off("b")]);
}

#[test]
fn an_item_missed_when_a_site_is_lost_is_part_of_that() {
    // Deleted at 100 h, missed at 108 h, with the site: restored from the backup of
    // 94 h in 1000 s, and the item with it.
    let mut e = with_backup(two_sites(), vec![DR]);
    e.apps[0].item_deletion = at(&[100.0]);
    e.sites[0].lost = at(&[108.0]);
    let (model, o) = outcome(e, 60.0);
    let lines = lines(&model, &o);
    assert_eq!(lines, ["a site-lost 108.0000 109.0000 109.2778 backup 0 14.0000"]);
    assert_eq!(o.strikes[0].incident.unwrap().merged, 1);
}
