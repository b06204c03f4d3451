/** The histories of released versions, replayed by the code of today. */
@NullMarked
package dev.mayfly.tests.histories;

import org.jspecify.annotations.NullMarked;
