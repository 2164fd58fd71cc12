//! The stores: each an aggregate's implementation on a transaction or a scope.

/// Declares a store, and the two ways to it.
macro_rules! store {
    ($(#[$doc:meta])* $store:ident, $method:ident) => {
        $(#[$doc])*
        ///
        /// On a transaction or a scope.
        #[derive(Clone, Copy, Debug)]
        pub struct $store<X>(X);

        impl<'env> $crate::database::Transaction<'env> {
            $(#[$doc])*
            ///
            /// As a part of this transaction.
            #[must_use]
            pub fn $method(&self) -> $store<&$crate::database::Transaction<'env>> {
                $store(self)
            }
        }

        impl<'a> $crate::database::Scope<'a> {
            $(#[$doc])*
            ///
            /// Each operation on its own.
            #[must_use]
            pub fn $method(&self) -> $store<$crate::database::Scope<'a>> {
                $store(*self)
            }
        }
    };
}

pub(crate) use store;
