//! Strategies as a program writes them: ids in a list, or a number of users and no more.

use super::{AnyStrategy, Best, KCore, PageRank, Random, TopDegree, UserId, Users};

/// Declares constructors of strategies that need no more than a number of users.
macro_rules! count_alone {
    ($( $strategy:ident { $( $key:ident: $value:expr ),* } )+) => {
        $(
            impl $strategy {
                /// This number of users, with every other parameter at its default.
                #[must_use]
                pub const fn new(count: u32) -> Self {
                    Self { count, filter: None $(, $key: $value )* }
                }
            }
        )+
    };
}

count_alone! {
    Random { redraw: false }
    TopDegree {}
    PageRank {}
    KCore {}
}

impl Best {
    /// This number of users, with every other parameter at its default.
    #[must_use]
    pub fn new(count: u32) -> Self {
        Self { count: Some(count), ..Self::default() }
    }
}

impl<T: Into<UserId>> From<Vec<T>> for AnyStrategy {
    fn from(ids: Vec<T>) -> Self {
        Users { ids: ids.into_iter().map(Into::into).collect() }.into()
    }
}

impl<T: Into<UserId>, const N: usize> From<[T; N]> for AnyStrategy {
    fn from(ids: [T; N]) -> Self {
        Vec::from(ids).into()
    }
}

impl<T: Into<UserId> + Clone> From<&[T]> for AnyStrategy {
    fn from(ids: &[T]) -> Self {
        ids.to_vec().into()
    }
}

impl<T: Into<UserId> + Clone, const N: usize> From<&[T; N]> for AnyStrategy {
    fn from(ids: &[T; N]) -> Self {
        ids.to_vec().into()
    }
}
