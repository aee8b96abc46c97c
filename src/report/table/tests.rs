use super::*;
use crate::model::Kind;
use crate::verdict::results::*;
use crate::verdict::sample;

#[test]
#[ignore = "prints the screens to look at"]
fn show() {
    for view in [View::Overview, View::Apps, View::Kinds] {
        println!(
            "{}\n{}",
            "=".repeat(100),
            render(&sample::four_topologies(), &Options { view, colour: true, ..Options::default() })
        );
    }
    let mut none = sample::four_topologies();
    none.topologies.pop();
    println!("{}", render(&none, &Options { width: 60, charset: Charset::Ascii, ..Options::default() }));
    println!("{}", render(&sample::results(vec![]), &Options::default()));
}
