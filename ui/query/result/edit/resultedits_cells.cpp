// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// How the cells of an answer are edited in place, and what becomes of them with a save.
#include "query/result/edit/resultedits.h"

#include "connect/connectioncontroller.h"
#include "query/result/pane/resultmodel.h"

namespace howdah::ui {

using data::CellValue;
using data::RowBasis;
using data::RowKey;

// ---- editing in place

QString ResultEdits::refusal(int row, int column) const
{
    if (QString why = refusalOf(column); !why.isEmpty())
        return why;
    if (m_model->isMasked(column))
        return tr("Sensitive, and hidden: reveal it first");
    const int wanted = m_editable.relationOf[size_t(column)];
    if (wanted != m_relation)
        return m_session.hasEdits() ? tr("Rows of %1 are edited: save or discard them first").arg(opened()->name())
                                    : QString();
    const qint64 at = m_model->storeRow(row);
    if (!m_gone.empty() && m_gone.contains(keyOf(at)))
        return tr("The row was deleted");
    if (!isKnown(at))
        return {};
    if (QString why = m_session.refusal(); !why.isEmpty())
        return why;
    return m_session.refusal(*basis(at), relationColumn(column));
}

bool ResultEdits::isToBeRead(int row, int column) const
{
    return m_editable.relationOf[size_t(column)] != m_relation || !isKnown(m_model->storeRow(row));
}

void ResultEdits::read(int row, int column, Handler handler)
{
    const qint64 at = m_model->storeRow(row);
    open(
        m_editable.relationOf[size_t(column)],
        [this, at, column, handler = std::move(handler)](const Result<void> &ready) {
            if (!ready)
                return handler(ready);
            readRows({at}, [this, at, column, handler](const Result<void> &read) {
                if (!read)
                    return handler(read);
                const QString why = m_session.refusal(*basis(at), relationColumn(column));
                handler(why.isEmpty() ? Result<void>() : fail(ErrorKind::Usage, why));
            });
        });
}

QString ResultEdits::waiting() const { return tr("Reading the row again"); }

EditSubject ResultEdits::subject(int row, int column) const
{
    const qint64 here = m_model->storeRow(row);
    const int at = relationColumn(column);
    const RowBasis *known = basis(here);
    if (!known || at < 0 || !target())
        return {};
    const data::EditTarget &relation = *target();
    const data::StagedRow *staged = stagedRow(here);
    const auto value = [&](int position) {
        const auto cell = staged ? staged->cells.find(position) : std::map<int, CellValue>::const_iterator();
        return staged && cell != staged->cells.end() ? cell->second : CellValue::of(known->values[size_t(position)]);
    };
    EditSubject subject{.column = relation.columns[size_t(at)], .value = value(at), .read = known->values[size_t(at)]};
    subject.readOnly = !m_session.refusal(*known, at).isEmpty();
    subject.connection = m_services.connection;
    subject.relation = relation.shape.oid;
    subject.position = at;
    for (int other = 0; other < int(relation.columns.size()); ++other) {
        if (relation.shape.columns[size_t(other)].foreignKey)
            subject.row[other] = value(other);
    }
    return subject;
}

Result<void> ResultEdits::set(int row, int column, const CellValue &value, const std::map<int, CellValue> &companions)
{
    const RowBasis *known = basis(m_model->storeRow(row));
    const int at = relationColumn(column);
    if (!known || at < 0)
        return fail(ErrorKind::Usage, tr("The row has not been read for editing"));
    std::vector<CellEdit> edits{{*known, at, value}};
    for (const auto &[position, companion] : companions) {
        if (position != at)
            edits.push_back({*known, position, companion});
    }
    for (const CellEdit &edit : edits) {
        if (QString why = m_session.refusal(*known, edit.column); !why.isEmpty())
            return fail(ErrorKind::Usage, why);
    }
    return m_session.editor().setCells(edits);
}

// ---- after a save

void ResultEdits::keepSaved(const RowKey &key, RowBasis now)
{
    now.shownAs = key;
    Saved saved{.now = std::move(now), .values = {}};
    for (const auto &value : saved.now.values)
        saved.values.push_back(CellValue::of(value));
    m_saved.insert_or_assign(key, std::move(saved));
}

void ResultEdits::takeSaved(const data::SaveReport &report)
{
    if (!target())
        return;
    std::vector<RowKey> again;
    for (const data::SavedRow &row : report.saved) {
        if (row.kind == data::ChangeKind::Delete) {
            m_gone.insert(row.key);
            m_saved.erase(row.key);
            m_bases.erase(row.key);
        } else if (row.kind == data::ChangeKind::Update) {
            if (row.now.values.size() == target()->columns.size())
                keepSaved(row.key, row.now);
            again.push_back(row.key);
        }
    }
    m_keys.clear();
    readSaved(again);
    showAll();
    Q_EMIT saved();
}

// As they are now, whole: what a trigger made of them comes along, and long values can be edited again.
void ResultEdits::readSaved(const std::vector<RowKey> &keys)
{
    std::vector<int> whole;
    for (const int column : opened()->columns) {
        if (column >= 0)
            whole.push_back(column);
    }
    std::vector<RowKey> asked;
    std::vector<connection::Statement> statements;
    for (const RowKey &key : keys) {
        const auto saved = m_saved.find(key);
        const auto read = m_bases.find(key);
        if (qsizetype(asked.size()) >= MostRows || (saved == m_saved.end() && read == m_bases.end()))
            continue;
        const RowBasis &known = saved != m_saved.end() ? saved->second.now : read->second;
        statements.push_back(data::rowStatement(*target(), known, whole));
        asked.push_back(key);
    }
    if (asked.empty())
        return;
    m_session.ask(statements, [this, asked, whole](const Result<connection::PipelineAnswer> &answer) {
        if (!answer || !target() || !opened())
            return;
        for (size_t at = 0; at < asked.size() && at < answer->answers.size(); ++at) {
            const connection::RowBatch &rows = answer->answers[at].rows;
            if (rows.rowCount() == 1)
                keepSaved(asked[at], data::basisIn(*target(), rows, 0, whole));
        }
        showAll();
    });
}

} // namespace howdah::ui
