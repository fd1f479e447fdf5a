package dev.signalbox.hub.operator;

import dev.signalbox.hub.doctor.Doctor;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** For operators: what is wrong with the hub, its store and its machine, and how large it is. */
public record DoctorRoutes(Doctor doctor) implements Routes {
    @Override
    public void declare(RouteTable doors) {
        doors.operator(HttpMethod.GET, "/v1/doctor", List.of(), Need.NONE, request -> doctor.checkup()
                .look()
                .map(Answer::ok));
        doors.operator(HttpMethod.GET, "/v1/status", List.of(), Need.NONE, request -> doctor.measurement()
                .newest()
                .map(Answer::ok));
    }
}
