/** Calls to the REST API: bounded, checked, and never repeated when that could do something twice. */
@NullMarked
package dev.mayfly.cli.http;

import org.jspecify.annotations.NullMarked;
