//! Enums whose values have names: each value is written once, with its name,
//! and the list of all values follows from it.

/// Defines an enum of plain values, their names in files and output, and the
/// list of them all, in the order in which they are written.
macro_rules! named {
    (
        $(#[$doc:meta])*
        pub enum $type:ident {
            $( $(#[$value_doc:meta])* $value:ident = $name:literal, )*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type {
            $( $(#[$value_doc])* $value, )*
        }

        impl $type {
            /// All of them, in order.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$value),*];

            /// Position in `ALL`.
            #[must_use]
            pub const fn index(self) -> usize {
                self as usize
            }

            /// The name in files, options and output.
            #[must_use]
            pub const fn name(self) -> &'static str {
                [$($name),*][self.index()]
            }
        }
    };
}
pub(crate) use named;
