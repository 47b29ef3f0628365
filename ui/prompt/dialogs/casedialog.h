// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "prompt/test/testcase.h"

class QCheckBox;
class QLineEdit;
class QPlainTextEdit;
class QTableWidget;

namespace howdah::ui {

// A case of a dataset: the values of its variables, the answer that is expected, and what an answer is held to.
class CaseDialog final : public DialogFrame
{
    Q_OBJECT
public:
    // `variables`: those of the version that is shown; the case may have others.
    CaseDialog(const prompt::TestCase &testCase, const QStringList &variables, QWidget *parent);

    // As it is typed; what is wrong with it.
    [[nodiscard]] Result<prompt::TestCase> testCase() const;

private:
    void addVariables(const QStringList &variables);
    void addAssertions();
    void addAssertion(const prompt::Assertion &assertion);
    void removeAssertion();
    [[nodiscard]] prompt::Assertion assertionAt(int row) const;
    void acceptChecked();

    prompt::TestCase m_before;
    QLineEdit *m_name;
    QTableWidget *m_variables;
    QCheckBox *m_hasExpected;
    QPlainTextEdit *m_expected;
    QTableWidget *m_assertions;
};

} // namespace howdah::ui
