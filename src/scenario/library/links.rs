//! Defaults of links between sites.

use super::{Entry, row};
use crate::model::Mark::{J, V2};

pub(super) const ENTRIES: &[Entry] = &[
    row(
        "links.efficiency",
        r#""80%""#,
        J,
        "share of a link's bandwidth that reaches data after protocol overhead",
        "judgement, within 60 to 95 %; the ceiling for full Ethernet frames is 1460/1538",
    ),
    row("links.production", r#""0 Mbps""#, J, "bandwidth that production traffic takes first", "judgement"),
    row(
        "links.paths",
        "2",
        J,
        "redundant paths of a link, 1 or 2",
        "judgement: two diverse paths where users or copies depend on the link",
    ),
    row(
        "links.failure",
        r#""4.6/yr""#,
        V2,
        "failure of one path",
        "1,900 h between failures (Meza, Xu, Veeraraghavan, Mutlu, A Large Scale Study of Data Center Network \
         Reliability, IMC 2018; secondary notes)",
    ),
    row(
        "links.repair",
        r#"{ lognormal = { median = "4 h", sigma = 1.2 } }"#,
        J,
        "repair of one path",
        "judgement, near: median 4 h 18 min over all tickets (Bailis, Kingsbury, The Network Is Reliable, 2014), \
         fibre cut about 5 h (NANOG, estimated time to repair), fit of Meza et al. (IMC 2018)",
    ),
    row(
        "links.common_cause",
        r#""10%""#,
        J,
        "share of path failures that take both paths (diverse paths; 30 % on one route)",
        "judgement, within 2 to 40 %: 30 % of unplanned failures are shared (Markopoulou et al., Characterization \
         of Failures in an Operational IP Backbone Network, ToN 2008)",
    ),
];
