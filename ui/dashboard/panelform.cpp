// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/panelform.h"

#include "base/propagate.h"
#include "base/whendone.h"
#include "common/code/sqlview.h"
#include "connect/connectioncontroller.h"
#include "dashboard/dashboardfile.h"
#include "dashboard/querycompletion.h"
#include "metrics/panelcolumns.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using metrics::PanelTexts;

constexpr QLatin1StringView FormPreviewKey("preview");

// What holds where a file does not say.
static QString usualOf(const QString &key)
{
    static const PanelTexts usual{{u"kind"_s, u"line"_s},     {u"interval"_s, u"none"_s}, {u"absent"_s, u"gap"_s},
                                  {u"width"_s, u"6"_s},       {u"height"_s, u"1"_s},      {u"previous"_s, u"false"_s},
                                  {u"stacked"_s, u"false"_s}, {u"limit"_s, u"10"_s}};
    return usual.value(key);
}

struct PanelForm::Reading
{
    QByteArray yaml;
    metrics::DashboardReading dashboard;
    int queryLine = 0;
};

// ---- the fields

QString PanelForm::textOf(const QString &key) const
{
    if (key == "query"_L1)
        return m_query->text();
    QWidget *field = m_fields.value(key);
    if (const auto *line = qobject_cast<QLineEdit *>(field))
        return line->text().trimmed();
    if (const auto *choice = qobject_cast<QComboBox *>(field))
        return choice->currentData().toString();
    if (const auto *number = qobject_cast<QSpinBox *>(field))
        return QString::number(number->value());
    if (const auto *flag = qobject_cast<QCheckBox *>(field))
        return flag->isChecked() ? u"true"_s : u"false"_s;
    return {};
}

void PanelForm::setTextOf(const QString &key, const QString &text)
{
    if (key == "query"_L1 && text != m_query->text())
        m_query->setSql(text);
    QWidget *field = m_fields.value(key);
    if (auto *line = qobject_cast<QLineEdit *>(field))
        line->setText(text);
    else if (auto *choice = qobject_cast<QComboBox *>(field))
        choice->setCurrentIndex(std::max(0, choice->findData(text)));
    else if (auto *number = qobject_cast<QSpinBox *>(field))
        number->setValue(text.toInt());
    else if (auto *flag = qobject_cast<QCheckBox *>(field))
        flag->setChecked(text == "true"_L1);
}

QString PanelForm::id() const { return isNew() ? textOf(u"id"_s) : m_subject.panel; }

// What is as it usually is, and not in the file, stays out of it.
PanelTexts PanelForm::wanted() const
{
    PanelTexts texts;
    const auto take = [this, &texts](const QString &key) {
        const QString text = textOf(key);
        if (m_texts.contains(key) || text != usualOf(key))
            texts.insert(key, text);
    };
    for (auto field = m_fields.cbegin(); field != m_fields.cend(); ++field)
        take(field.key());
    take(u"query"_s);
    return texts;
}

// What somebody has changed here stays as it is typed.
void PanelForm::fill(const PanelTexts &texts, const PanelTexts &before)
{
    m_texts = texts;
    for (const QString &key : m_fields.keys() + QStringList{u"query"_s}) {
        const auto inFile = [&key](const PanelTexts &file) { return file.value(key, usualOf(key)); };
        const bool isChanged = !before.isEmpty() && textOf(key).trimmed() != inFile(before).trimmed();
        if (!isChanged)
            setTextOf(key, inFile(texts));
    }
}

void PanelForm::typed()
{
    // The id of a new one follows its title until it is typed.
    if (isNew() && !m_isIdTyped) {
        const QString title = textOf(u"title"_s);
        setTextOf(u"id"_s, panelIdOf(title));
    }
    m_isChecked = false;
    m_save->setEnabled(false);
    m_pause.start();
}

// ---- what it would be

void PanelForm::check()
{
    const PanelTexts texts = wanted();
    const auto future =
        QtConcurrent::run(m_files, [subject = m_subject, texts, id = id()]() -> Result<std::shared_ptr<const Reading>> {
            ASSIGN_OR_RETURN(
                const QByteArray yaml, subject.panel.isEmpty()
                                           ? metrics::withPanelAdded(subject.yaml, texts)
                                           : metrics::withPanelChanged(subject.yaml, subject.panel, texts));
            return std::make_shared<const Reading>(
                Reading{yaml, metrics::readDashboard(yaml, subject.path), metrics::queryLineOf(yaml, id)});
        });
    m_checks.ask(this, future, [this](const Result<std::shared_ptr<const Reading>> &reading) {
        m_isChecked = true;
        if (reading)
            return take(**reading);
        m_save->setEnabled(false);
        // A new one of which nothing is known yet is no mistake.
        const bool isBegun = !isNew() || !textOf(u"title"_s).isEmpty();
        showProblem(isBegun ? reading.error().message + u". "_s + reading.error().hint : QString());
    });
}

void PanelForm::take(const Reading &reading)
{
    m_queryLine = reading.queryLine;
    showProblems(reading);
    m_save->setEnabled(reading.dashboard.dashboard.has_value() && !m_isSaving);
    if (!reading.dashboard.dashboard)
        return;
    m_dashboard = std::make_shared<const metrics::DashboardDefinition>(*reading.dashboard.dashboard);
    m_completion->setVocabulary({m_completion->vocabulary().catalog, m_dashboard});
    showPreview();
}

// Those of the query at its lines, the others beneath.
void PanelForm::showProblems(const Reading &reading)
{
    m_query->clearMarks();
    QStringList others;
    const int lines = m_query->lines();
    for (const metrics::DefinitionProblem &problem : reading.dashboard.problems) {
        const int line = problem.line - m_queryLine + 1;
        if (m_queryLine > 0 && line >= 1 && line <= lines)
            m_query->markError(line, problem.column, problem.message);
        else
            others << (problem.hint.isEmpty() ? problem.message : problem.message + u". "_s + problem.hint);
    }
    if (isNew() && textOf(u"title"_s).isEmpty())
        others.clear();
    showProblem(others.join(u'\n'));
    if (!reading.dashboard.problems.empty())
        m_columns->setText(tr("The panel is shown once nothing is wrong with it."));
}

void PanelForm::showPreview()
{
    const metrics::PanelDefinition *panel = m_dashboard->panel(id());
    if (!panel)
        return;
    m_runner.cancelAll();
    delete m_card;
    m_card = new PanelCard(m_dashboard, *panel, m_styles);
    connect(m_card, &PanelCard::askWanted, this, [this](bool evenIfDear) {
        PanelQuestion question{
            m_dashboard, m_card->id(), m_question.contextFor(m_card->definition()), m_question.filters, {}};
        question.limits.evenIfDear = evenIfDear;
        m_card->setLoading(PanelCard::Keep::Nothing);
        m_runner.ask(FormPreviewKey, question);
    });
    connect(m_card, &PanelCard::cancelWanted, this, [this] {
        m_runner.cancel(FormPreviewKey);
        m_card->setIdle();
    });
    m_noPreview->hide();
    m_place->addWidget(m_card);
    showColumns();
    Q_EMIT m_card->askWanted(false);
}

void PanelForm::showAnswer(const std::shared_ptr<const PanelAnswer> &answer)
{
    if (!m_card || m_card->id() != answer->question.panel)
        return;
    m_card->setAnswer(answer);
    showColumns();
    // An error of the server at the line of the query.
    const metrics::PanelOutcome &outcome = answer->outcome;
    if (outcome.state == metrics::PanelOutcome::State::Failed && outcome.column > 0 && m_queryLine > 0)
        m_query->markError(outcome.line - m_queryLine + 1, outcome.column, outcome.error.message);
}

// Which the kind needs, and which the query answers.
void PanelForm::showColumns()
{
    if (!m_card)
        return;
    QStringList needed;
    for (const metrics::PanelColumn column : metrics::neededColumns(m_card->definition())) {
        if (!needed.contains(metrics::columnName(column)))
            needed << metrics::columnName(column);
    }
    QStringList words{needed.isEmpty() ? tr("All columns are shown.") : tr("Needs %1.").arg(needed.join(u", "_s))};
    const auto answer = m_card->answer();
    if (answer && answer->outcome.state == metrics::PanelOutcome::State::Shown) {
        QStringList known;
        for (int column = 0; column < metrics::PanelColumnCount; ++column)
            known << metrics::columnName(metrics::PanelColumn(column));
        QStringList used;
        QStringList unused;
        const bool isTable = m_card->definition().kind == metrics::PanelKind::Table;
        for (const connection::Column &column : answer->outcome.data.rows.columns())
            (isTable || known.contains(column.name) ? used : unused) << column.name;
        words << tr("The query answers %1.").arg(used.join(u", "_s));
        if (!unused.isEmpty())
            words << tr("Not used: %1.").arg(unused.join(u", "_s));
    }
    m_columns->setText(words.join(u' '));
}

// ---- the file

void PanelForm::save()
{
    m_isSaving = true;
    m_save->setEnabled(false);
    const PanelTexts texts = wanted();
    const auto future = QtConcurrent::run(m_files, [subject = m_subject, texts]() -> Result<QString> {
        ASSIGN_OR_RETURN(
            const QByteArray yaml, subject.panel.isEmpty()
                                       ? metrics::withPanelAdded(subject.yaml, texts)
                                       : metrics::withPanelChanged(subject.yaml, subject.panel, texts));
        return savePanel(subject.path, subject.folder, yaml, subject.yaml);
    });
    whenDone(this, future, [this](const Result<QString> &path) {
        m_isSaving = false;
        if (path) {
            Q_EMIT saved(*path);
            return accept();
        }
        m_save->setEnabled(true);
        m_again->setVisible(path.error().kind == ErrorKind::Conflict);
        showProblem(path.error().message + (path.error().hint.isEmpty() ? QString() : u". "_s + path.error().hint));
    });
}

// The file as it is by now; what was changed here is changed in that one.
void PanelForm::readAgain()
{
    const auto future = QtConcurrent::run(m_files, [path = m_subject.path] { return readEdited(path); });
    whenDone(this, future, [this](const Result<EditedDashboard> &file) {
        const Result<PanelTexts> texts = !file   ? fail(file.error())
                                       : isNew() ? Result<PanelTexts>(PanelTexts())
                                                 : metrics::panelTexts(file->saved, m_subject.panel);
        if (!texts)
            return showProblem(texts.error().message);
        m_subject.yaml = file->saved;
        m_again->hide();
        showProblem({});
        if (!isNew()) // a new one has nothing in the file: all of it was typed
            fill(*texts, PanelTexts(m_texts));
        check();
    });
}

} // namespace howdah::ui
