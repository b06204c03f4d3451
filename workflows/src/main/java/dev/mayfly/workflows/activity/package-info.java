/** The contracts of the activities that the workflows need; module activities implements them. */
@NullMarked
package dev.mayfly.workflows.activity;

import org.jspecify.annotations.NullMarked;
