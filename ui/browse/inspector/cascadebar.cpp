// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/inspector/cascadebar.h"

#include "base/figures.h"
#include "base/whendone.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "edit/editsession.h"
#include "value/valuetext.h"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::CascadeEffect;

// Marking rows one after the other asks once.
constexpr int CascadeRestMs = 200;
constexpr qsizetype MostRows = 5000;
constexpr qsizetype MostEffects = 8;

CascadeBar::CascadeBar(ConnectionController *connection, EditSession *edits, QWidget *parent)
    : QWidget(parent)
    , m_connection(connection)
    , m_edits(edits)
    , m_banner(new Banner(Tone::Edited, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    layout->addWidget(m_banner);
    m_rest.setSingleShot(true);
    m_rest.setInterval(CascadeRestMs);
    connect(&m_rest, &QTimer::timeout, this, &CascadeBar::ask);
    connect(m_edits, &EditSession::changed, this, &CascadeBar::editsChanged);
    hide();
}

CascadeBar::~CascadeBar() { stop(); }

QString CascadeBar::text() const { return isHidden() ? QString() : m_banner->text(); }

void CascadeBar::stop()
{
    ++m_ticket;
    m_rest.stop();
    if (m_session)
        m_session->cancel();
    m_session.reset();
}

void CascadeBar::cancel()
{
    if (!m_session)
        return;
    stop();
    say(tr("The rows affected by the delete were not counted: counting was cancelled."), false);
}

// The rows that are to be deleted, by values that tell them apart in the database as it is.
std::optional<CascadeBar::Question> CascadeBar::question(QString &refusal) const
{
    const data::EditTarget *target = m_edits->target();
    const auto catalog = m_connection->catalog();
    if (!target || !catalog || m_edits->changes()->count(data::ChangeKind::Delete) == 0)
        return std::nullopt;
    Result<data::CascadePlan> plan = data::cascadePlan(*catalog, target->shape.oid);
    if (!plan || plan->edges.empty())
        return std::nullopt; // nothing refers to this relation
    if (target->identification != data::Identification::Key) {
        refusal = tr("Other rows reference this relation. They cannot be counted, because its rows have no key.");
        return std::nullopt;
    }
    Question question{*std::move(plan), target->key, {}};
    for (const data::StagedRow &row : m_edits->changes()->rows()) {
        if (row.kind != data::ChangeKind::Delete)
            continue;
        std::vector<QByteArray> key;
        key.reserve(row.basis.identity.key.size());
        for (const auto &value : row.basis.identity.key)
            key.push_back(value.value_or(QByteArray()));
        if (key.size() == target->key.size())
            question.rows.push_back(std::move(key));
    }
    if (qsizetype(question.rows.size()) > MostRows) {
        refusal = tr("Other rows reference this relation. %L1 rows are too many to count the affected rows.")
                      .arg(question.rows.size());
        return std::nullopt;
    }
    return question;
}

void CascadeBar::editsChanged()
{
    QString refusal;
    std::optional<Question> now = question(refusal);
    if (now && now == m_question)
        return;
    stop();
    m_effects.clear();
    m_question = std::move(now);
    if (m_question) {
        say(tr("Counting the rows affected by the delete…"), false);
        m_rest.start();
    } else {
        say(refusal, false);
    }
}

void CascadeBar::ask()
{
    const auto taken = m_connection->takeSession(connection::SessionRole::Rows, u"cascade"_s);
    if (!taken)
        return say(tr("The rows affected by the delete are unknown: %1").arg(taken.error().message), false);
    m_session = *taken;
    auto statements =
        data::budgeted(data::cascadeStatement(m_question->plan, m_question->columns, m_question->rows), BudgetMs);
    whenDone(
        this, m_session->pipeline(std::move(statements)),
        [this, ticket = m_ticket](const Result<connection::PipelineAnswer> &answer) {
            if (ticket != m_ticket)
                return;
            const Result<connection::RowBatch> rows = data::budgetedAnswer(answer);
            if (!rows && data::isOverBudget(rows.error()))
                estimate();
            else
                answered(rows, true);
        });
}

void CascadeBar::estimate()
{
    whenDone(
        this,
        m_session->query(data::cascadeEstimateStatement(
            data::cascadeStatement(m_question->plan, m_question->columns, m_question->rows))),
        [this, ticket = m_ticket](const Result<connection::Answer> &answer) {
            if (ticket != m_ticket)
                return;
            if (answer)
                answered(answer->rows, false);
            else
                answered(std::unexpected(answer.error()), false);
        });
}

void CascadeBar::answered(const Result<connection::RowBatch> &answer, bool exact)
{
    m_session.reset();
    if (!answer) {
        say(tr("The rows affected by the delete are unknown: %1").arg(answer.error().message), false);
    } else {
        m_effects =
            exact ? data::cascadeEffects(m_question->plan, *answer) : data::cascadeEstimates(m_question->plan, *answer);
        const bool prevents = std::ranges::any_of(
            m_effects, [](const CascadeEffect &effect) { return effect.kind == CascadeEffect::Kind::Prevents; });
        const quint32 root = m_question->plan.nodes.front().shape.oid;
        say(cascadeText(m_effects, root, qsizetype(m_question->rows.size())), prevents);
    }
    Q_EMIT counted();
}

void CascadeBar::say(const QString &text, bool prevents)
{
    m_banner->setTone(prevents ? Tone::Failed : Tone::Edited);
    m_banner->setText(text);
    setVisible(!text.isEmpty());
}

// ---- words

static QString countedRows(const data::Counted &counted)
{
    if (counted.rows < 0)
        return CascadeBar::tr("some rows");
    const QString number = countText(counted.rows);
    if (!counted.exact)
        return CascadeBar::tr("about %1 rows").arg(number);
    return counted.rows == 1 ? CascadeBar::tr("1 row") : CascadeBar::tr("%1 rows").arg(number);
}

static QString effectText(const CascadeEffect &effect)
{
    const QString relation = singleLine(effect.relation.schema + u'.' + effect.relation.name, 80);
    const QString rows = countedRows(effect.rows);
    switch (effect.kind) {
    case CascadeEffect::Kind::Deletes:
        return CascadeBar::tr("%1 of %2 would also be deleted").arg(rows, relation);
    case CascadeEffect::Kind::SetsNull:
        return CascadeBar::tr("%1 of %2 would lose the reference (%3 sets NULL)")
            .arg(rows, relation, singleLine(effect.constraint, 80));
    case CascadeEffect::Kind::SetsDefault:
        return CascadeBar::tr("%1 of %2 would reference the default (%3)")
            .arg(rows, relation, singleLine(effect.constraint, 80));
    case CascadeEffect::Kind::Prevents:
        return CascadeBar::tr("%1 of %2 would prevent it (%3)").arg(rows, relation, singleLine(effect.constraint, 80));
    }
    return {};
}

QString cascadeText(const std::vector<CascadeEffect> &effects, quint32 relation, qsizetype deleted)
{
    QStringList lines;
    for (const CascadeEffect &effect : effects) {
        // Of the relation itself the rows that are asked for are among them.
        CascadeEffect other = effect;
        if (effect.relation.oid == relation && effect.kind == CascadeEffect::Kind::Deletes) {
            if (effect.rows.exact && effect.rows.rows <= deleted)
                continue;
            if (effect.rows.rows >= deleted)
                other.rows.rows -= deleted;
        }
        lines << effectText(other);
    }
    if (lines.isEmpty())
        return CascadeBar::tr("No other row references the rows to delete.");
    if (lines.size() > MostEffects) {
        const qsizetype more = lines.size() - MostEffects;
        lines = lines.first(MostEffects);
        lines << CascadeBar::tr("and %n more relation(s)", nullptr, int(more));
    }
    return CascadeBar::tr("When this is saved: %1.").arg(lines.join(u"; "_s));
}

} // namespace howdah::ui
