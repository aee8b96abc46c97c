//! Typed indices into the columns of a model. An id is only meaningful for
//! the model that made it.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The id of the `i`-th item of its column.
            #[must_use]
            #[allow(clippy::cast_possible_truncation)]
            pub const fn new(i: usize) -> Self {
                Self(i as u32)
            }

            /// The position in its column.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

ids! {
    /// A site: a datacenter, a cloud region or a provider's place.
    SiteId,
    /// A stamp (Azure Stack Hub or Azure Local instance).
    StampId,
    /// A link between two sites.
    LinkId,
    /// A backup target.
    TargetId,
    /// A control plane or service that protections need.
    ControlId,
    /// A tier of objectives.
    TierId,
    /// An app.
    AppId,
    /// A business service: several apps useful only together.
    ServiceId,
    /// A recovery plan.
    PlanId,
    /// A place where apps can run: a stamp or a cloud region.
    PlaceId,
    /// An app as laid out at one place.
    DeploymentId,
    /// One stream of copies: an app, a protection of it, a level.
    CopyId,
    /// A component that works or is down.
    ComponentId,
    /// A source of failures.
    SourceId,
    /// A limited group of repair technicians.
    CrewId,
}
