// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/callatcursor.h"

#include <QFrame>

class QVBoxLayout;

namespace howdah::ui {

// How a function is called, a line for each of its forms, with the argument that is being typed in bold. It never has
// the focus. UI thread.
class CallTip final : public QFrame
{
    Q_OBJECT
public:
    explicit CallTip(QWidget *editor);

    // Above the line of the call; `caret` in global pixels.
    void showCall(const query::complete::CallAtCursor &call, const QRect &caret);
    [[nodiscard]] const query::complete::CallAtCursor &call() const { return m_call; }

private:
    void addForm(const query::complete::CallForm &form);

    QVBoxLayout *m_lines;
    query::complete::CallAtCursor m_call;
};

} // namespace howdah::ui
