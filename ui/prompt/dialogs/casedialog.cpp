// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/dialogs/casedialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableWidget>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::Assertion;
using prompt::TestCase;

namespace {

enum AssertionColumn { KindColumn, ValueColumn, LeastColumn, MostColumn, JudgeColumn, CaseColumn, NotColumn };

constexpr std::array AllKinds{Assertion::Kind::Equals,     Assertion::Kind::Contains, Assertion::Kind::Regex,
                              Assertion::Kind::JsonSchema, Assertion::Kind::Length,   Assertion::Kind::Cost,
                              Assertion::Kind::Latency,    Assertion::Kind::Judge};

QTableWidgetItem *checkItem(bool isChecked)
{
    auto *item = new QTableWidgetItem;
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemIsSelectable);
    item->setCheckState(isChecked ? Qt::Checked : Qt::Unchecked);
    return item;
}

QString numberText(const std::optional<double> &value)
{
    return value ? QLocale::c().toString(*value, 'g', QLocale::FloatingPointShortest) : QString();
}

std::optional<double> numberOf(const QTableWidgetItem *item)
{
    bool isNumber = false;
    const double value = item->text().trimmed().toDouble(&isNumber);
    return isNumber ? std::optional(value) : std::nullopt;
}

} // namespace

CaseDialog::CaseDialog(const TestCase &testCase, const QStringList &variables, QWidget *parent)
    : DialogFrame(named(testCase.id.isEmpty() ? tr("Add a case") : tr("Edit the case")), parent)
    , m_before(testCase)
    , m_name(new QLineEdit(testCase.name))
    , m_variables(new QTableWidget(0, 2))
    , m_hasExpected(new QCheckBox(tr("Expected answer")))
    , m_expected(new QPlainTextEdit(testCase.expected.value_or(QString())))
    , m_assertions(new QTableWidget(0, NotColumn + 1))
{
    setObjectName(u"caseDialog"_s);
    resizeWithin({860, 620});
    m_name->setObjectName(u"caseName"_s);
    auto *form = new QFormLayout;
    form->addRow(tr("Name"), m_name);
    content()->addLayout(form);
    addVariables(variables);
    m_hasExpected->setObjectName(u"hasExpected"_s);
    m_hasExpected->setChecked(testCase.expected.has_value());
    m_expected->setObjectName(u"caseExpected"_s);
    m_expected->setAccessibleName(tr("Expected answer"));
    m_expected->setEnabled(m_hasExpected->isChecked());
    m_expected->setTabChangesFocus(true);
    connect(m_hasExpected, &QCheckBox::toggled, m_expected, &QWidget::setEnabled);
    content()->addWidget(m_hasExpected);
    content()->addWidget(m_expected, 1);
    addAssertions();
    addProblem(u"caseProblem"_s);
    if (!testCase.problem.isEmpty())
        showProblem(testCase.problem);
    addSafe(tr("Cancel"));
    connect(addAccept(tr("Save")), &QPushButton::clicked, this, &CaseDialog::acceptChecked);
    m_name->setFocus();
}

void CaseDialog::addVariables(const QStringList &variables)
{
    m_variables->setObjectName(u"caseVariables"_s);
    m_variables->setAccessibleName(tr("Values of the variables"));
    m_variables->setHorizontalHeaderLabels({tr("Variable"), tr("Value")});
    m_variables->horizontalHeader()->setStretchLastSection(true);
    m_variables->verticalHeader()->hide();
    QStringList names = variables;
    for (auto it = m_before.variables.begin(); it != m_before.variables.end(); ++it)
        if (!names.contains(it.key()))
            names << it.key();
    for (const QString &name : names) {
        const int row = m_variables->rowCount();
        m_variables->insertRow(row);
        auto *label = new QTableWidgetItem(name);
        label->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
        m_variables->setItem(row, 0, label);
        m_variables->setItem(row, 1, new QTableWidgetItem(m_before.variables.value(name)));
    }
    content()->addWidget(m_variables, 1);
}

void CaseDialog::addAssertions()
{
    m_assertions->setObjectName(u"caseAssertions"_s);
    m_assertions->setAccessibleName(tr("Assertions"));
    m_assertions->setHorizontalHeaderLabels(
        {tr("Assertion"), tr("Text, pattern, schema or criterion"), tr("Min"), tr("Max"), tr("Judged by"),
         tr("Ignore case"), tr("Not")});
    m_assertions->horizontalHeader()->setSectionResizeMode(ValueColumn, QHeaderView::Stretch);
    m_assertions->horizontalHeader()->resizeSection(KindColumn, 150);
    for (const int column : {int(LeastColumn), int(MostColumn), int(NotColumn)})
        m_assertions->horizontalHeader()->resizeSection(column, 60);
    m_assertions->verticalHeader()->hide();
    for (const Assertion &one : m_before.assertions)
        addAssertion(one);
    content()->addWidget(m_assertions, 1);
    auto *tools = new QHBoxLayout;
    QPushButton *add = button(tr("Add an assertion"));
    add->setObjectName(u"addAssertion"_s);
    connect(add, &QPushButton::clicked, this, [this] { addAssertion({}); });
    QPushButton *remove = button(tr("Remove"));
    remove->setObjectName(u"removeAssertion"_s);
    connect(remove, &QPushButton::clicked, this, &CaseDialog::removeAssertion);
    for (QPushButton *one : {add, remove}) {
        one->setAutoDefault(false);
        tools->addWidget(one);
    }
    tools->addStretch(1);
    content()->addLayout(tools);
}

void CaseDialog::addAssertion(const Assertion &assertion)
{
    const int row = m_assertions->rowCount();
    m_assertions->insertRow(row);
    auto *kind = new QComboBox;
    kind->setAccessibleName(tr("Assertion"));
    for (const Assertion::Kind one : AllKinds)
        kind->addItem(prompt::assertionLabel(one));
    kind->setCurrentIndex(int(assertion.kind));
    m_assertions->setCellWidget(row, KindColumn, kind);
    m_assertions->setItem(row, ValueColumn, new QTableWidgetItem(assertion.text));
    m_assertions->setItem(row, LeastColumn, new QTableWidgetItem(numberText(assertion.least)));
    m_assertions->setItem(row, MostColumn, new QTableWidgetItem(numberText(assertion.most)));
    m_assertions->setItem(row, JudgeColumn, new QTableWidgetItem(assertion.judge));
    m_assertions->setItem(row, CaseColumn, checkItem(assertion.ignoresCase));
    m_assertions->setItem(row, NotColumn, checkItem(assertion.isNegated));
    m_assertions->setCurrentCell(row, ValueColumn);
}

void CaseDialog::removeAssertion()
{
    if (m_assertions->currentRow() >= 0)
        m_assertions->removeRow(m_assertions->currentRow());
}

Assertion CaseDialog::assertionAt(int row) const
{
    const auto *kind = qobject_cast<const QComboBox *>(m_assertions->cellWidget(row, KindColumn));
    return {
        .kind = AllKinds[size_t(kind->currentIndex())],
        .text = m_assertions->item(row, ValueColumn)->text(),
        .judge = m_assertions->item(row, JudgeColumn)->text().trimmed(),
        .ignoresCase = m_assertions->item(row, CaseColumn)->checkState() == Qt::Checked,
        .isNegated = m_assertions->item(row, NotColumn)->checkState() == Qt::Checked,
        .least = numberOf(m_assertions->item(row, LeastColumn)),
        .most = numberOf(m_assertions->item(row, MostColumn))};
}

Result<TestCase> CaseDialog::testCase() const
{
    TestCase made = m_before;
    made.problem.clear();
    made.name = m_name->text().trimmed();
    if (made.name.isEmpty())
        return fail(ErrorKind::Invalid, tr("The name is missing"));
    made.variables.clear();
    for (int row = 0; row < m_variables->rowCount(); ++row)
        made.variables.insert(m_variables->item(row, 0)->text(), m_variables->item(row, 1)->text());
    made.expected = m_hasExpected->isChecked() ? std::optional(m_expected->toPlainText()) : std::nullopt;
    made.assertions.clear();
    for (int row = 0; row < m_assertions->rowCount(); ++row) {
        for (const int column : {LeastColumn, MostColumn}) {
            const QString text = m_assertions->item(row, column)->text().trimmed();
            if (!text.isEmpty() && !numberOf(m_assertions->item(row, column)))
                return fail(
                    ErrorKind::Invalid,
                    tr("Assertion %1: \"%2\" is not a number; write it as 0.8 or 1000").arg(row + 1).arg(text));
        }
        const Assertion one = assertionAt(row);
        if (const Result<void> fit = prompt::checkAssertion(one); !fit)
            return fail(ErrorKind::Invalid, tr("Assertion %1: %2").arg(row + 1).arg(fit.error().message));
        made.assertions.push_back(one);
    }
    return made;
}

void CaseDialog::acceptChecked()
{
    if (const Result<TestCase> typed = testCase(); !typed)
        showProblem(typed.error().message);
    else
        accept();
}

} // namespace howdah::ui
