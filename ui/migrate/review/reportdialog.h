// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"

class QPlainTextEdit;

namespace howdah::ui {

// A text to be read, copied and kept: the report of a run, of a validation, of a rehearsal. Plain text, as it would be
// pasted into a ticket.
class ReportDialog final : public DialogFrame
{
    Q_OBJECT
public:
    ReportDialog(const QString &title, const QString &text, const QString &fileName, QWidget *parent = nullptr);

    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void saveRequested(const QString &text, const QString &fileName);

private:
    QPlainTextEdit *m_text;
};

} // namespace howdah::ui
