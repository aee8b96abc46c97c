//! Defaults of sites: outages, destruction, replacement.

use super::{Entry, row};
use crate::model::Mark::{D, J};

pub(super) const ENTRIES: &[Entry] = &[
    row("sites.kind", r#""own""#, J, "whose place a site is: own, cloud, provider or users", "judgement"),
    row(
        "sites.outage",
        r#""0.27/yr""#,
        D,
        "outages of one of our own datacenters, small ones included",
        "derived: 55 % of operators had an outage in three years (Uptime Institute survey 2023), \
         -ln(0.45)/3; a survey's figure: your own history is better",
    ),
    row(
        "sites.outage.cloud",
        r#""0.3/yr""#,
        J,
        "outages of a cloud region or a provider's site",
        "judgement",
    ),
    row(
        "sites.outage.users",
        r#""never""#,
        J,
        "outages of a place of users only",
        "judgement: not modelled unless given",
    ),
    row(
        "sites.outage_lasts",
        "{ mixture = [ { weight = 0.27, of = { lognormal = { median = \"8 h\", sigma = 1.1 } } }, \
         { weight = 0.73, of = { lognormal = { median = \"3 h\", sigma = 1.0 } } } ] }",
        J,
        "how long an outage of one of our own datacenters lasts; 27 % are serious",
        "judgement, between: serious ones last 15 h on average (cambridge-risk.com, How safe are data centres, 2021) \
         and are 1 in 5 operators in three years (Uptime Institute 2024), others about 3 h \
         (NANOG, estimated time to repair)",
    ),
    row(
        "sites.outage_lasts.cloud",
        r#"{ lognormal = { median = "3 h", sigma = 1.0 } }"#,
        J,
        "how long an outage of a cloud region or a provider's site lasts",
        "judgement",
    ),
    row(
        "sites.lost",
        r#""0.002/yr""#,
        J,
        "destruction of one of our own datacenters",
        "judgement: no published rate was found; range 0.0002 to 0.02 a year; 11 fires, all contained, among more \
         than 8,000 incidents since 1994 (Uptime Institute); OVH Strasbourg SBG2 burnt down in 2021",
    ),
    row(
        "sites.lost.cloud",
        r#""never""#,
        J,
        "destruction of a cloud region, a provider's site or a place of users",
        "judgement: not modelled unless given",
    ),
    row(
        "sites.replacement",
        r#"{ lognormal = { median = "56 d", sigma = 0.5 } }"#,
        J,
        "from destruction until replacement hardware is installed",
        "judgement, from: \"several weeks\" (Microsoft, Recover from catastrophic data loss in Azure Stack Hub, \
         2020); servers 8 to 12 weeks (2026), switches 4 to 6 weeks, 200 to 300 days in 2022 (Gartner)",
    ),
];
