//! Random recovery plans, and what must be true of the story whatever they are.

use super::super::journal::{Missing, Note};
use super::*;

/// Draws up to two plans for some of the apps. Apps need only those before them,
/// and so do groups: nobody waits for each other.
pub(super) fn draw(draw: &mut Stream, e: &mut Estate) {
    if draw.chance(0.3) {
        return;
    }
    let mut left: Vec<AppId> = (0..e.apps.len()).map(AppId::new).collect();
    for name in ["main", "other"] {
        let apps: Vec<AppId> = left.iter().copied().filter(|_| draw.chance(0.5)).collect();
        left.retain(|app| !apps.contains(app));
        let mut groups: Vec<PlanGroup> = Vec::new();
        for app in apps {
            match groups.last_mut() {
                Some(group) if draw.chance(0.4) => group.apps.push(app),
                _ => groups.push(PlanGroup {
                    apps: vec![app],
                    before: random_actions(draw),
                    after: random_actions(draw),
                    at_once: draw.chance(0.3).then(|| 1 + draw.below(3) as u32),
                }),
            }
        }
        if !groups.is_empty() {
            e.plans.push(RecoveryPlan {
                name: name.into(),
                groups,
                shut_down: delay(draw, 0.2),
                at_once: draw.chance(0.3).then(|| 1 + draw.below(3) as u32),
                crew: draw.chance(0.5).then_some(1),
                patience: hours(pick(draw, &[0.0, 2.0, 100.0])),
            });
        }
    }
}

fn random_actions(draw: &mut Stream) -> Vec<Action> {
    let one = |draw: &mut Stream| match draw.below(2) {
        0 => Action::Pause(delay(draw, 3.0)),
        _ => Action::Script { takes: delay(draw, 1.0), fails: draw.unit(), fix: delay(draw, 5.0) },
    };
    (0..draw.below(3)).map(|_| one(draw)).collect()
}

/// Checks that whoever waited for a group waits for a later one, or for what is done
/// in a later place, until its incident closes. The recoveries that waited.
pub(super) fn check(model: &Model, journal: &[(Time, Note)]) -> usize {
    let mut at: Vec<Option<(u16, u8, u16)>> = vec![None; model.estate.apps.len()];
    let mut waited = 0;
    for (_, note) in journal {
        let (app, place) = match *note {
            Note::Waits(app, Missing::Group(group)) => (app, (group, 1, 0)),
            Note::Waits(app, Missing::Action { group, after, action, .. }) => {
                (app, (group, if after { 2 } else { 0 }, action))
            }
            Note::Closed(app, ..) => {
                waited += usize::from(at[app.index()].take().is_some());
                continue;
            }
            _ => continue,
        };
        let own = model.plans.of_app[app.index()].expect("an app that waits for a group is in a plan");
        assert!(place.0 <= own.group, "waits for a group after its own");
        assert!(place < (own.group, 1, 0), "waits for its own group");
        let known = at[app.index()].replace(place);
        assert!(known.is_none_or(|known| known <= place), "a plan goes back: {known:?}, {place:?}");
    }
    waited
}
