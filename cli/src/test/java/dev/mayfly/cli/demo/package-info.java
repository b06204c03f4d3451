/** What the demo looks at. */
@NullMarked
package dev.mayfly.cli.demo;

import org.jspecify.annotations.NullMarked;
