/** What the documents tell people to type, typed. */
@NullMarked
package dev.mayfly.tests.documents;

import org.jspecify.annotations.NullMarked;
