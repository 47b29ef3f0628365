// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/promptrelease.h"
#include "prompt/promptparts.h"

#include <QPointer>

#include <functional>

namespace howdah::ui {

class ReleaseDialog;

// Labels and approvals of the version that is selected: what the database says of them, and what is changed. Lives as
// long as the page shows this database.
class ReleaseFlow final : public QObject
{
    Q_OBJECT
public:
    explicit ReleaseFlow(const PromptParts &parts);

    void open();

private:
    void read(ReleaseDialog *dialog);
    void label(const QString &label, const QString &reason, bool removes);
    void approve(bool withdraws, const QString &comment);
    void carryOut(std::function<Result<void>(connection::Session &)> job);

    PromptParts m_parts;
    QPointer<ReleaseDialog> m_dialog;
    prompt::Release m_release; // as it is shown
};

} // namespace howdah::ui
