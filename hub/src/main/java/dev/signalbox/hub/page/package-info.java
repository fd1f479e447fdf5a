/**
 * The page for people: its files, as they stand in the jar, under a policy that lets nothing else run; and the page of
 * the API. Everything that it shows comes through the public API.
 */
@NullMarked
package dev.signalbox.hub.page;

import org.jspecify.annotations.NullMarked;
