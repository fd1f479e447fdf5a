/**
 * The door for hooks of coding agents: what such a program asks before it does something becomes an ordinary question,
 * and the answer is told in the form that the program reads. Whatever goes wrong, the program asks its own person.
 */
@NullMarked
package dev.signalbox.hub.hook;

import org.jspecify.annotations.NullMarked;
