package dev.signalbox.hub.doctor;

/** What is asked of a running hub about itself: what is wrong, how large it is, and the same as figures. */
public record Doctor(Checkup checkup, Measurement measurement, Figures figures) {}
