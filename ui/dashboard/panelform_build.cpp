// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// How the form of a panel is put together; what it does is in panelform.cpp.
#include "dashboard/panelform.h"

#include "common/code/sqlview.h"
#include "connect/connectioncontroller.h"
#include "dashboard/querycompletion.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int TypingPauseMs = 350;

PanelForm::PanelForm(
    const PanelSubject &subject, const BoardQuestion &question, ConnectionController *connection, QThreadPool *files,
    QWidget *parent)
    : DialogFrame(
          named(
              subject.panel.isEmpty() ? tr("New panel") : tr("Panel %1").arg(subject.panel),
              subject.isBuiltIn()
                  ? tr("This dashboard comes with Howdah: your panel is saved in a copy in your folder.")
                  : QString()),
          parent)
    , m_subject(subject)
    , m_question(question)
    , m_runner(connection)
    , m_files(files)
{
    setObjectName(u"panelForm"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    auto *split = new QSplitter(Qt::Horizontal);
    split->setChildrenCollapsible(false);
    split->addWidget(buildFields());
    split->addWidget(buildRight());
    split->setSizes({300, 640});
    split->setStretchFactor(0, 0);
    split->setStretchFactor(1, 1);
    content()->addWidget(split, 1);
    addProblem(u"panelProblem"_s);
    buildFoot();
    resizeWithin({1060, 740});
    m_pause.setSingleShot(true);
    m_pause.setInterval(TypingPauseMs);
    connect(&m_pause, &QTimer::timeout, this, &PanelForm::check);
    connect(
        &m_runner, &PanelRunner::answered, this,
        [this](const QString &, const std::shared_ptr<const PanelAnswer> &answer) { showAnswer(answer); });
    connect(&m_runner, &PanelRunner::connectionLost, this, [this] {
        if (m_card)
            m_card->setIdle();
    });
    m_completion->setVocabulary({connection->catalog(), nullptr});
    const auto texts = isNew() ? Result<metrics::PanelTexts>(metrics::PanelTexts())
                               : metrics::panelTexts(m_subject.yaml, m_subject.panel);
    fill(texts.value_or(metrics::PanelTexts()), {});
    if (isNew()) // sqlnames: the operator's, to go on with
        m_query->setSql(tr("-- One row for each mark; Ctrl+Space offers names and columns.") + u"\nSELECT "_s);
    for (auto text = m_subject.begun.cbegin(); text != m_subject.begun.cend(); ++text)
        setTextOf(text.key(), text.value());
    connect(m_query, &QsciScintilla::textChanged, this, &PanelForm::typed);
    if (!m_subject.begun.isEmpty())
        typed();
    m_pause.stop();
    check();
}

QWidget *PanelForm::buildFields()
{
    auto *fields = new QWidget;
    fields->setMinimumWidth(260);
    auto *form = new QFormLayout(fields);
    form->setContentsMargins(0, 0, space::inside, 0);
    form->setSpacing(space::inside);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    addLine(form, u"title"_s, tr("Title"), tr("Calls by agent"));
    addLine(form, u"id"_s, tr("Id"), tr("calls_by_agent"));
    addLine(form, u"description"_s, tr("Description"), tr("what it shows"));
    addChoice(
        form, u"kind"_s, tr("Kind"),
        {{u"line"_s, tr("Line")},
         {u"band"_s, tr("Band")},
         {u"bar"_s, tr("Bars")},
         {u"histogram"_s, tr("Histogram")},
         {u"box"_s, tr("Boxes")},
         {u"scatter"_s, tr("Scatter")},
         {u"heatmap"_s, tr("Heat map")},
         {u"polar"_s, tr("Polar")},
         {u"timeline"_s, tr("Timeline")},
         {u"stat"_s, tr("Figure")},
         {u"table"_s, tr("Table")}});
    addLine(form, u"unit"_s, tr("Unit"), tr("ms, USD, share"));
    addChoice(
        form, u"interval"_s, tr("Interval"),
        {{u"none"_s, tr("None")},
         {u"given"_s, tr("Given: low and high")},
         {u"share"_s, tr("Of a share")},
         {u"mean"_s, tr("Of a mean")},
         {u"skewed"_s, tr("Of a skewed mean")}});
    addChoice(
        form, u"absent"_s, tr("No rows are"),
        {{u"gap"_s, tr("A gap: not known")}, {u"zero"_s, tr("Zero: nothing happened")}});
    addNumber(form, u"width"_s, tr("Width"), 1, 12);
    addNumber(form, u"height"_s, tr("Height"), 1, 4);
    addNumber(form, u"limit"_s, tr("Series"), 1, 100);
    addFlag(form, u"previous"_s, tr("Previous period"), tr("The previous period is queried along, and compared with"));
    addFlag(form, u"stacked"_s, tr("Stacked"), tr("Bars stand on one another"));
    if (!isNew())
        m_fields[u"id"_s]->setEnabled(false);
    return fields;
}

void PanelForm::addLine(QFormLayout *form, const QString &key, const QString &label, const QString &hint)
{
    auto *field = new QLineEdit;
    field->setObjectName(key);
    field->setPlaceholderText(hint);
    form->addRow(label, field);
    m_fields.insert(key, field);
    if (key == "id"_L1)
        connect(field, &QLineEdit::textEdited, this, [this] { m_isIdTyped = true; });
    connect(field, &QLineEdit::textEdited, this, &PanelForm::typed);
}

void PanelForm::addChoice(
    QFormLayout *form, const QString &key, const QString &label, const std::vector<std::pair<QString, QString>> &values)
{
    auto *field = new QComboBox;
    field->setObjectName(key);
    for (const auto &[value, words] : values)
        field->addItem(words, value);
    form->addRow(label, field);
    m_fields.insert(key, field);
    connect(field, &QComboBox::currentIndexChanged, this, &PanelForm::typed);
}

void PanelForm::addNumber(QFormLayout *form, const QString &key, const QString &label, int least, int most)
{
    auto *field = new QSpinBox;
    field->setObjectName(key);
    field->setRange(least, most);
    form->addRow(label, field);
    m_fields.insert(key, field);
    connect(field, &QSpinBox::valueChanged, this, &PanelForm::typed);
}

void PanelForm::addFlag(QFormLayout *form, const QString &key, const QString &label, const QString &tip)
{
    auto *field = new QCheckBox(label);
    field->setObjectName(key);
    field->setToolTip(tip);
    form->addRow(QString(), field);
    m_fields.insert(key, field);
    connect(field, &QCheckBox::toggled, this, &PanelForm::typed);
}

QWidget *PanelForm::buildRight()
{
    auto *right = new QSplitter(Qt::Vertical);
    right->setChildrenCollapsible(false);
    auto *above = new QWidget;
    auto *column = new QVBoxLayout(above);
    column->setContentsMargins(space::inside, 0, 0, space::inside);
    column->setSpacing(space::tight);
    m_query = new SqlView;
    m_query->setObjectName(u"query"_s);
    m_query->setAccessibleName(tr("Query"));
    m_query->setReadOnly(false);
    m_completion = new QueryCompletion(m_query);
    column->addWidget(m_query, 1);
    m_columns = mutedLabel();
    m_columns->setObjectName(u"columns"_s);
    m_columns->setWordWrap(true);
    column->addWidget(m_columns);
    auto *below = new QWidget;
    m_place = new QVBoxLayout(below);
    m_place->setContentsMargins(space::inside, 0, 0, 0);
    m_noPreview = mutedLabel(tr("The panel is shown once nothing is wrong with it."));
    m_noPreview->setWordWrap(true);
    m_noPreview->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_place->addWidget(m_noPreview);
    right->addWidget(above);
    right->addWidget(below);
    right->setSizes({260, 320});
    return right;
}

void PanelForm::buildFoot()
{
    m_again = addOther(tr("Read the file again"));
    m_again->setObjectName(u"readAgain"_s);
    m_again->setToolTip(tr("What you changed here stays, and is changed in the file as it is now"));
    m_again->hide();
    connect(m_again, &QPushButton::clicked, this, &PanelForm::readAgain);
    addSafe(tr("Cancel"));
    m_save = addAccept(m_subject.isBuiltIn() ? tr("Save in a copy") : tr("Save"));
    m_save->setEnabled(false);
    connect(m_save, &QPushButton::clicked, this, &PanelForm::save);
}

} // namespace howdah::ui
