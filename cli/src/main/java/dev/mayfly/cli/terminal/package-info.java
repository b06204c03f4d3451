/** What a person sees: lines, tables, times and progress, all of it safe to show. */
@NullMarked
package dev.mayfly.cli.terminal;

import org.jspecify.annotations.NullMarked;
