/** The whole story of a workspace, told and proved in a terminal. */
@NullMarked
package dev.mayfly.cli.demo;

import org.jspecify.annotations.NullMarked;
