/** What the README tells people to type works as it stands there. */
@NullMarked
package dev.mayfly.tests.readme;

import org.jspecify.annotations.NullMarked;
