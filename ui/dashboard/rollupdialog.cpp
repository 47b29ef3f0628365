// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/rollupdialog.h"

#include "base/figures.h"
#include "base/propagate.h"
#include "base/whendone.h"
#include "common/code/sqlview.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "metrics/rollupsteps.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using namespace metrics;
using operations::RollupChange;

namespace {

QStringList wordsOf(const QString &text)
{
    QStringList words;
    for (const QString &word : text.split(u',', Qt::SkipEmptyParts)) {
        if (!word.trimmed().isEmpty())
            words << word.trimmed();
    }
    return words;
}

QString momentOf(const QDateTime &time) { return QLocale().toString(time.toLocalTime(), QLocale::ShortFormat); }

} // namespace

RollupDefinition rollupFor(const PanelDefinition &panel)
{
    const QString named = panel.rollupTable.section(u'.', -1);
    const QString relation = panel.drill ? panel.drill->relation : QString();
    for (const RollupDefinition &known : builtInRollups()) {
        if (known.name == named || (named.isEmpty() && known.table == relation))
            return known;
    }
    RollupDefinition definition;
    definition.schema = panel.drill ? panel.drill->schema : QString();
    definition.table = relation;
    definition.name = named.isEmpty() ? rollupNameFor(relation) : named;
    return definition;
}

RollupDialog::RollupDialog(ConnectionController *connection, const RollupDefinition &definition, QWidget *parent)
    : DialogFrame(
          {.title = tr("Rollup of %1").arg(definition.table),
           .heading = tr("Rollup of %1").arg(definition.table),
           .text =
               tr("A rollup stores a histogram of one value by time bucket and by the columns below. Counts and sums "
                  "from it are exact; percentiles are within %1 % of the exact value.")
                   .arg(stepError() * 100, 0, 'f', 1)},
          parent)
    , m_connection(connection)
    , m_proposed(definition)
{
    setObjectName(u"rollup"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    resize(820, 640);
    content()->addWidget(buildFields(definition));
    m_state = new StateStack(buildAnswer());
    content()->addWidget(m_state, 1);
    buildFoot();
    m_pause.setSingleShot(true);
    m_pause.setInterval(500);
    connect(&m_pause, &QTimer::timeout, this, &RollupDialog::ask);
    updateButtons();
}

QWidget *RollupDialog::buildFields(const RollupDefinition &definition)
{
    auto *fields = new QWidget;
    m_fields = new QFormLayout(fields);
    m_fields->setContentsMargins(0, 0, 0, 0);
    m_fields->setSpacing(space::tight);
    QStringList by;
    for (const RollupDimension &dimension : definition.dimensions)
        by << dimension.name;
    const QString table = definition.schema.isEmpty() ? definition.table : definition.schema + u'.' + definition.table;
    const auto add = [this](const QString &name, const QString &label, const QString &text, const QString &hint) {
        auto *edit = new QLineEdit(text);
        edit->setObjectName(name);
        edit->setPlaceholderText(hint);
        m_fields->addRow(label, edit);
        connect(edit, &QLineEdit::textEdited, this, [this] { m_pause.start(); });
    };
    add(u"table"_s, tr("Table"), table, tr("table, or schema.table"));
    add(u"time"_s, tr("Time"), definition.time, tr("the time column"));
    add(u"value"_s, tr("Value"), definition.value, tr("the column to compute percentiles of"));
    add(u"by"_s, tr("By"), by.join(u", "_s), tr("columns that panels group or filter by, with few distinct values"));
    add(u"success"_s, tr("Success"), definition.success, tr("a boolean column (optional)"));
    add(u"sums"_s, tr("Sums of"), definition.sums.join(u", "_s), tr("numeric columns (optional)"));
    return fields;
}

QWidget *RollupDialog::buildAnswer()
{
    auto *answer = new QWidget;
    auto *column = new QVBoxLayout(answer);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::inside);
    m_summary = plainLabel();
    m_summary->setObjectName(u"story"_s);
    m_summary->setWordWrap(true);
    column->addWidget(m_summary);
    m_cells = new QListWidget;
    m_cells->setObjectName(u"cells"_s);
    m_cells->setAccessibleName(tr("Bucket width"));
    m_cells->setMaximumHeight(3 * fontMetrics().height() + space::group);
    connect(m_cells, &QListWidget::currentRowChanged, this, &RollupDialog::showScript);
    column->addWidget(m_cells);
    m_remarks = mutedLabel();
    m_remarks->setObjectName(u"remarks"_s);
    m_remarks->setWordWrap(true);
    column->addWidget(m_remarks);
    m_sql = new SqlView;
    m_sql->setAccessibleName(tr("The migration"));
    column->addWidget(m_sql, 1);
    return answer;
}

void RollupDialog::buildFoot()
{
    m_refresh = addOther(tr("Refresh now"));
    addSafe(tr("Close"));
    m_write = addAccept(tr("Write the migration…"));
    m_write->setObjectName(u"write"_s);
    m_write->setToolTip(tr("To one of your folders; the Migrations page opens it so that you can apply it"));
    m_refresh->setObjectName(u"refresh"_s);
    m_refresh->setToolTip(tr("Add new rows, and recount late ones"));
    connect(m_write, &QPushButton::clicked, this, [this] {
        if (m_existing)
            Q_EMIT writeWanted(RollupChange::Drop, m_existing->definition);
        else if (const auto definition = chosen())
            Q_EMIT writeWanted(RollupChange::Create, *definition);
    });
    connect(m_refresh, &QPushButton::clicked, this, [this] {
        if (m_existing)
            Q_EMIT refreshWanted(rollupTableSql(m_existing->definition));
    });
}

QLineEdit *RollupDialog::field(const QString &name) const { return findChild<QLineEdit *>(name); }

RollupDefinition RollupDialog::typed() const
{
    RollupDefinition definition = m_proposed;
    const QString table = field(u"table"_s)->text().trimmed();
    const qsizetype dot = table.indexOf(u'.');
    definition.schema = dot < 0 ? QString() : table.first(dot);
    const bool isProposed = table.sliced(dot + 1) == m_proposed.table;
    definition.table = table.sliced(dot + 1);
    definition.name = isProposed ? m_proposed.name : rollupNameFor(definition.table);
    definition.time = field(u"time"_s)->text().trimmed();
    definition.value = field(u"value"_s)->text().trimmed();
    definition.dimensions.clear();
    for (const QString &name : wordsOf(field(u"by"_s)->text())) {
        // What is computed keeps its expression.
        const auto known = std::ranges::find(m_proposed.dimensions, name, &RollupDimension::name);
        definition.dimensions.push_back(
            isProposed && known != m_proposed.dimensions.end() ? *known : RollupDimension{name, {}, {}});
    }
    definition.success = field(u"success"_s)->text().trimmed();
    definition.sums = wordsOf(field(u"sums"_s)->text());
    return definition;
}

// ---- what the server says

Result<RollupDialog::Answer> RollupDialog::look(connection::Session &session, const RollupDefinition &definition)
{
    ASSIGN_OR_RETURN(RollupPlan plan, planRollup(session, definition));
    Answer answer{std::nullopt, std::move(plan)};
    Result<RollupStatus> status = operations::findRollup(session, rollupTableSql(answer.plan.source.definition));
    if (status)
        answer.existing = *std::move(status);
    else if (status.error().kind != ErrorKind::NotFound)
        return fail(status.error());
    return answer;
}

void RollupDialog::ask()
{
    m_pause.stop();
    if (m_asking) { // the answer would be to another question
        m_askAgain = true;
        m_jobs.cancel();
        return;
    }
    m_plan.reset();
    m_existing.reset();
    updateButtons();
    const RollupDefinition definition = typed();
    if (definition.table.isEmpty() || definition.time.isEmpty() || definition.value.isEmpty()) {
        m_state->showEmpty(
            {u"view-statistics"_s,
             tr("Which columns?"),
             tr("Enter the table, its time column, and the column to compute percentiles of."),
             {}});
        Q_EMIT answered();
        return;
    }
    auto session = m_connection->takeSession(connection::SessionRole::Reader, u"rollup"_s);
    if (!session) {
        m_state->showFailed(session.error(), [this] { ask(); });
        Q_EMIT answered();
        return;
    }
    m_asking = true;
    m_state->showLoading(tr("Analysing the table"), [this] { m_jobs.cancel(); });
    const auto future =
        m_jobs.run(*std::move(session), [definition](connection::Session &reader) { return look(reader, definition); });
    whenDone(this, future, [this](const Result<Answer> &answer) {
        m_asking = false;
        if (std::exchange(m_askAgain, false))
            ask();
        else if (answer)
            take(*answer);
        else
            m_state->showFailed(answer.error(), [this] { ask(); });
        Q_EMIT answered();
    });
}

void RollupDialog::take(const Answer &answer)
{
    m_plan = answer.plan;
    m_existing = answer.existing;
    m_state->showContent();
    if (m_existing)
        showExisting();
    else
        showPlan();
    updateButtons();
}

void RollupDialog::showPlan()
{
    const RollupSource &source = m_plan->source;
    const QString estimated = m_plan->sampleRows > 0
                                ? tr("Estimated from %1 sampled rows.").arg(countText(m_plan->sampleRows))
                                : tr("Estimated from planner statistics only.");
    m_summary->setText(
        tr("%1 has about %2 rows and %3. %4")
            .arg(source.definition.table, countText(qint64(source.rows)), sizeText(source.bytes), estimated));
    m_remarks->setText(m_plan->remarks.join(u'\n'));
    m_remarks->setVisible(!m_plan->remarks.isEmpty());
    m_cells->clear();
    for (size_t i = 0; i < m_plan->estimates.size(); ++i) {
        const RollupEstimate &one = m_plan->estimates[i];
        QString text = tr("Buckets of %1: %2 rows, %3, %4 to build")
                           .arg(
                               bucketText(one.grain), countText(qint64(one.rows)), sizeText(qint64(one.bytes)),
                               roughDuration(one.seconds));
        if (i == m_plan->advised)
            text += tr(" (recommended)");
        m_cells->addItem(text);
    }
    m_cells->show();
    m_cells->setCurrentRow(int(m_plan->advised));
    showScript();
}

void RollupDialog::showExisting()
{
    m_cells->clear();
    m_cells->hide();
    const RollupStatus &status = *m_existing;
    const QString name = status.definition.name;
    m_summary->setText(
        status.cover.isValid()
            ? tr("%1 exists, with buckets of %2: it covers %3 to %4, has about %5 rows and %6, and was refreshed at "
                 "%7. Newer rows are read from the table.")
                  .arg(
                      name, bucketText(status.definition.grain), momentOf(status.cover.from), momentOf(status.cover.to),
                      countText(qint64(status.rows)), sizeText(status.bytes), momentOf(status.cover.refreshed))
            : tr("%1 exists but is empty: panels can use it once it is refreshed, which takes %2.")
                  .arg(name, roughDuration(m_plan->estimates[m_plan->advised].seconds)));
    m_remarks->setText(tr("The migration below drops it again; dashboards then query the table."));
    m_remarks->show();
    showScript();
}

std::optional<RollupDefinition> RollupDialog::chosen() const
{
    if (!m_plan)
        return std::nullopt;
    RollupDefinition definition = m_plan->source.definition;
    const int row = m_cells->currentRow();
    definition.grain = m_plan->estimates[row >= 0 ? size_t(row) : m_plan->advised].grain;
    return definition;
}

void RollupDialog::showScript()
{
    const auto definition = chosen();
    if (!definition)
        return;
    const RollupScript script = m_existing ? operations::rollupScript(RollupChange::Drop, m_existing->definition)
                                           : operations::rollupScript(RollupChange::Create, *definition);
    m_sql->setSql(u"-- "_s + tr("Up") + u'\n' + script.up + u"\n-- "_s + tr("Down") + u'\n' + script.down);
}

void RollupDialog::updateButtons()
{
    m_write->setEnabled(m_plan.has_value());
    m_write->setText(m_existing ? tr("Write the migration that drops it…") : tr("Write the migration…"));
    m_refresh->setEnabled(m_existing.has_value());
}

// ---- what became of it

void RollupDialog::showProgress(const RefreshProgress &progress)
{
    m_refresh->setEnabled(false);
    m_summary->setText(tr("Refreshing: up to %1, %2 %. It continues when this window is closed.")
                           .arg(momentOf(progress.at))
                           .arg(progress.share * 100, 0, 'f', 0));
}

void RollupDialog::showRefreshed(const Result<RefreshReport> &report)
{
    if (report)
        ask();
    else
        showProblem(report.error());
    updateButtons();
}

void RollupDialog::showWritten(const QString &folder, const QString &file)
{
    m_remarks->setText(tr("%1 was written to %2.").arg(file, folder));
    m_remarks->show();
}

void RollupDialog::showProblem(const Error &error)
{
    m_remarks->setText(describe(error));
    m_remarks->show();
}

} // namespace howdah::ui
