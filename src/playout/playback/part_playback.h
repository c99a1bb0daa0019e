#pragma once

// Reports of gateways that parts and pieces started or stopped (spec/playout.md section 9). Times
// epoch ms. A report that makes no sense throws; the job logs it and goes on with the next.

#include "playout/model/playout_model.h"

namespace takt::playout {

/// One that was next has started by itself: an autonext.
void on_part_started(PlayoutModel& model, const PartInstanceId& id, Time time);
void on_part_stopped(PlayoutModel& model, const PartInstanceId& id, Time time);
void on_piece_started(PlayoutModel& model, const PartInstanceId& part, const PieceInstanceId& id,
                      Time time);
void on_piece_stopped(PlayoutModel& model, const PartInstanceId& part, const PieceInstanceId& id,
                      Time time);

// What a report does to the documents.
void report_part_started(PlayoutModel& model, PartInstanceModel& instance, Time time);
void report_part_stopped(PlayoutModel& model, PartInstanceModel& instance, Time time);

/// "The yellow line" (spec/events-and-devices.md section 9), an events job. A part came on air; without
/// the blueprint's flag the newsroom isn't told.
void tell_newsroom_on_air(PlayoutModel& model, const PartInstanceModel& part);
/// The playlist goes off air, with this part.
void tell_newsroom_off_air(PlayoutModel& model, const PartInstanceModel& part);

}  // namespace takt::playout
