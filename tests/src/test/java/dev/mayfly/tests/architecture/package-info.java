/** The rules of the code's structure, checked on the compiled classes. */
@NullMarked
package dev.mayfly.tests.architecture;

import org.jspecify.annotations.NullMarked;
