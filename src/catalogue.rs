//! The registration macro: a keyword in a scenario → a type, for every kind of extension.
//!
//! A new model, generator, influence rule, strategy, metric, format or report is one file, plus its
//! line in that folder's [`catalogue!`]. The macro makes the enum that serde reads from a scenario,
//! its JSON Schema, the rows of `wordspread list`, and the dispatch to the trait.

/// What an entry of a catalogue says of itself.
pub trait Described {
    /// One sentence: what it is.
    const SUMMARY: &'static str;
    /// The paper or book that it comes from, with a DOI where there is one, or "–" for what has
    /// no author.
    const REFERENCE: &'static str;
}

/// One row of a catalogue, as `wordspread list` shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The word that scenarios and flags use.
    pub keyword: &'static str,
    /// One sentence: what it is.
    pub summary: &'static str,
    /// Where it comes from.
    pub reference: &'static str,
}

/// The word of `words` nearest to `word`, if one is near enough to be meant.
///
/// ```
/// use wordspread::catalogue::nearest;
/// assert_eq!(nearest("top-degre", ["random", "top-degree"]), Some("top-degree"));
/// assert_eq!(nearest("banana", ["random", "top-degree"]), None);
/// ```
pub fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace('_', "-");
    let word = plain(word);
    words
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, &plain(candidate)), candidate))
        .min_by_key(|&(distance, _)| distance)
        .filter(|&(distance, candidate)| distance <= 1 + candidate.len().min(word.len()) / 3)
        .map(|(_, candidate)| candidate)
}

/// Declares a catalogue: an externally tagged enum of entries that all implement one trait.
///
/// ```
/// # use wordspread::catalogue::{catalogue, Described};
/// pub trait Shape { fn area(&self) -> f64; }
///
/// /// A square.
/// #[derive(Debug, Clone, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
/// #[serde(deny_unknown_fields)]
/// pub struct Square { /// Its side.
///     side: f64 }
/// impl Described for Square {
///     const SUMMARY: &'static str = "four equal sides";
///     const REFERENCE: &'static str = "Euclid";
/// }
/// impl Shape for Square { fn area(&self) -> f64 { self.side * self.side } }
///
/// catalogue! {
///     /// Every shape.
///     pub enum AnyShape: Shape {
///         "square" => Square(Square),
///     }
/// }
/// let shape: AnyShape = toml::from_str("square = { side = 3.0 }").unwrap();
/// assert_eq!(shape.keyword(), "square");
/// assert_eq!(shape.area(), 9.0);
/// assert_eq!(AnyShape::ROWS[0].summary, "four equal sides");
/// ```
///
/// Entries without parameters are listed by their words alone, and are types without fields:
///
/// ```
/// # use wordspread::catalogue::{catalogue, Described};
/// pub trait Greet { fn greeting(&self) -> &'static str; }
/// /// The usual one.
/// #[derive(Debug)]
/// pub struct Hello;
/// impl Described for Hello {
///     const SUMMARY: &'static str = "the usual one";
///     const REFERENCE: &'static str = "–";
/// }
/// impl Greet for Hello { fn greeting(&self) -> &'static str { "hello" } }
///
/// catalogue! {
///     /// Every greeting.
///     pub enum Greeting: words Greet {
///         "hello" => Hello,
///     }
/// }
/// let greetings: Vec<Greeting> = serde_json::from_str(r#"["hello"]"#).unwrap();
/// assert_eq!(greetings[0].greeting(), "hello");
/// assert_eq!(Greeting::of("hello"), Some(Greeting::Hello));
/// ```
#[macro_export]
macro_rules! catalogue {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident: words $role:ident {
            $( $keyword:literal => $type:ident ),+ $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize,
            schemars::JsonSchema,
        )]
        pub enum $name {
            $(
                #[doc = concat!("`", $keyword, "`: see [`struct@", stringify!($type), "`].")]
                #[serde(rename = $keyword)]
                #[schemars(description = <$type as $crate::catalogue::Described>::SUMMARY)]
                $type,
            )+
        }

        impl $name {
            /// The entry of a word.
            #[must_use]
            pub fn of(keyword: &str) -> Option<Self> {
                match keyword {
                    $( $keyword => Some(Self::$type), )+
                    _ => None,
                }
            }
        }

        impl $name {
            /// The entry's word in scenarios and flags.
            #[must_use]
            pub const fn keyword(self) -> &'static str {
                match self { $( Self::$type => $keyword, )+ }
            }
        }

        impl std::ops::Deref for $name {
            type Target = dyn $role;

            fn deref(&self) -> &Self::Target {
                match self { $( Self::$type => &$type, )+ }
            }
        }

        $crate::catalogue!(@rows $name $( $keyword => $type ),+);
    };
    (
        $(#[$attribute:meta])*
        pub enum $name:ident: $role:ident {
            $( $keyword:literal => $variant:ident($type:ty) ),+ $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        pub enum $name {
            $(
                #[doc = concat!("`", $keyword, "`: see [`", stringify!($type), "`].")]
                #[serde(rename = $keyword)]
                #[schemars(description = <$type as $crate::catalogue::Described>::SUMMARY)]
                $variant($type),
            )+
        }

        impl $name {
            /// The entry's word in scenarios and flags.
            #[must_use]
            pub const fn keyword(&self) -> &'static str {
                match self { $( Self::$variant(_) => $keyword, )+ }
            }
        }

        $(
            impl From<$type> for $name {
                fn from(entry: $type) -> Self {
                    Self::$variant(entry)
                }
            }
        )+

        impl std::ops::Deref for $name {
            type Target = dyn $role;

            fn deref(&self) -> &Self::Target {
                match self { $( Self::$variant(entry) => entry, )+ }
            }
        }

        $crate::catalogue!(@rows $name $( $keyword => $type ),+);
    };
    (@rows $name:ident $( $keyword:literal => $type:ty ),+) => {
        impl $name {
            /// Every entry, in the order of the catalogue.
            pub const ROWS: &'static [$crate::catalogue::Row] = &[
                $(
                    $crate::catalogue::Row {
                        keyword: $keyword,
                        summary: <$type as $crate::catalogue::Described>::SUMMARY,
                        reference: <$type as $crate::catalogue::Described>::REFERENCE,
                    },
                )+
            ];
        }
    };
}

pub use catalogue;
