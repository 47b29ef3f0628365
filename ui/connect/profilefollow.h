// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

namespace howdah::connection {
class AuditRecorder;
}

namespace howdah::ui {

class ConnectionController;

// From now on what the window changes is noted in the audit log under the name of the profile that it is connected by;
// without a name where there is none.
void nameProfilesInAudit(ConnectionController &controller, std::shared_ptr<connection::AuditRecorder> recorder);

// And every statement that goes to a connection whose profile wants that is kept in a file (statementlog.h). The
// log ends with the controller.
void logStatementsOfProfiles(ConnectionController &controller);

} // namespace howdah::ui
