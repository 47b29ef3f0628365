// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "prompt/test/testcase.h"

class QTreeWidget;

namespace howdah::ui {

// Which of the last calls of a version become cases.
class CallsDialog final : public DialogFrame
{
    Q_OBJECT
public:
    CallsDialog(const QString &version, std::vector<prompt::CaseFromCall> calls, QWidget *parent);

    [[nodiscard]] std::vector<prompt::TestCase> chosen() const;

private:
    std::vector<prompt::CaseFromCall> m_calls;
    QTreeWidget *m_list;
};

} // namespace howdah::ui
