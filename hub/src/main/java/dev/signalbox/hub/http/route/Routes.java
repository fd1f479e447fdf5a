package dev.signalbox.hub.http.route;

/** What one feature offers over HTTP. Each route is declared together with the permission that it needs. */
@FunctionalInterface
public interface Routes {
    /** Declares the routes of the feature. Called once, before the server listens. */
    void declare(RouteTable doors);
}
