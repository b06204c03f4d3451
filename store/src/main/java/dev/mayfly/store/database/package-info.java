/** The way to Postgres: short transactions, and its failures told as Mayfly's own. */
@NullMarked
package dev.mayfly.store.database;

import org.jspecify.annotations.NullMarked;
