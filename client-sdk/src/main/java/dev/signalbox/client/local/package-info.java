/**
 * The program's own database in its store: private tables, a task queue and an execution log. The hub has no door to
 * any of it; a private change and a shared command commit together.
 */
@NullMarked
package dev.signalbox.client.local;

import org.jspecify.annotations.NullMarked;
