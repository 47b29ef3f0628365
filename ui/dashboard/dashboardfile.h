// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "metrics/paneltext.h"

#include <QString>

#include <optional>

namespace howdah::ui {

// The file of a dashboard that is edited, and beside it a draft of what is not saved yet, so that nothing typed is lost
// with the window. All block, for worker threads.
struct EditedDashboard
{
    QByteArray saved;                // as it is on disk; empty when it is not there
    std::optional<QByteArray> draft; // of other text than that
    bool isThere = false;
};

[[nodiscard]] QString draftPath(const QString &path); // in the data folder
[[nodiscard]] Result<EditedDashboard> readEdited(const QString &path);
[[nodiscard]] Result<void> writeDraft(const QString &path, const QByteArray &text);
void removeDraft(const QString &path);
// Replaces the file at once, unless it holds something else than `base`: then ErrorKind::Conflict, and nothing is done.
// Without a base it is written whatever it holds.
[[nodiscard]] Result<void>
saveEdited(const QString &path, const QByteArray &text, const std::optional<QByteArray> &base);

// A panel's change to the file of a dashboard: like saveEdited(), and of a built-in one a copy in `folder`. Text of the
// file that an editor keeps as a draft is not passed over: ErrorKind::Permission. Where it is now.
[[nodiscard]] Result<QString>
savePanel(const QString &path, const QString &folder, const QByteArray &text, const QByteArray &base);

// Makes the file of a dashboard that is not there yet: "tools-2.yaml" when "tools.yaml" is. Never over another, and the
// folder when it is missing. Its path.
[[nodiscard]] Result<QString> writeUnderFreeName(const QString &folder, const QString &name, const QByteArray &yaml);
// "quality-of-the-answers" for a title; what a file name had better not have is left out. Pure.
[[nodiscard]] QString fileNameOf(const QString &title);
// What a new dashboard begins with: one panel that shows something in any database, and how to go on. Pure.
[[nodiscard]] QByteArray newDashboard(const QString &title);
// One with this panel alone. Its id is made of its title. Pure.
[[nodiscard]] QByteArray newDashboard(const QString &title, metrics::PanelTexts panel);
// "calls_by_agent" for a title; "" where it has no letter of ASCII. Pure.
[[nodiscard]] QString panelIdOf(const QString &title);

} // namespace howdah::ui
