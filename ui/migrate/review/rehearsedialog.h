// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"

class QRadioButton;
class QSpinBox;

namespace howdah::ui {

// Asks what a rehearsal begins with: nothing, or a copy of the schema with as many rows as wanted.
class RehearseDialog final : public DialogFrame
{
    Q_OBJECT
public:
    // `database` names the connection; `pending` is how many migrations wait there: without any, a copy proves nothing.
    RehearseDialog(const QString &database, int pending, QWidget *parent = nullptr);

    [[nodiscard]] bool onCopy() const;
    [[nodiscard]] int sampleRows() const; // of each table; 0: only the schema

private:
    QRadioButton *m_fromNothing;
    QRadioButton *m_onCopy;
    QSpinBox *m_rows;
};

} // namespace howdah::ui
