// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/run/parameterform.h"

#include "common/spacing.h"
#include "common/widgets.h"
#include "query/run/parameterfield.h"

#include <QCheckBox>
#include <QSet>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

// For :"name": whatever it may stand for.
QStringList namesIn(const catalog::Catalog &catalog)
{
    QSet<QString> names;
    for (const catalog::Schema &schema : catalog.schemas)
        names << schema.name;
    for (const catalog::Relation &relation : catalog.relations)
        names << relation.name;
    for (const catalog::Column &column : catalog.columns)
        names << column.name;
    QStringList sorted(names.begin(), names.end());
    sorted.sort();
    return sorted;
}

} // namespace

ParameterForm::ParameterForm(QWidget *parent, query::ParameterMemory *memory)
    : QWidget(parent)
    , m_memory(memory)
    , m_rows(new QVBoxLayout)
    , m_note(mutedLabel())
    , m_forget(new QCheckBox(tr("Do not remember these values"), this)) // without a parent it is a window
{
    setObjectName(u"parameterForm"_s);
    setAccessibleName(tr("Parameters"));
    m_note->setObjectName(u"parameterNote"_s);
    m_note->setWordWrap(true);
    m_forget->setObjectName(u"doNotRemember"_s);
    m_forget->setVisible(m_memory != nullptr);
    m_rows->setSpacing(space::tight);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_note, 1);
    foot->addWidget(m_forget);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    column->setSpacing(space::tight);
    column->addLayout(m_rows);
    column->addLayout(foot);
    note();
}

ParameterForm::~ParameterForm() = default;

void ParameterForm::setCatalog(catalog::Snapshot catalog)
{
    m_catalog = std::move(catalog);
    const QStringList names = m_catalog ? namesIn(*m_catalog) : QStringList();
    for (ParameterField *field : m_fields) {
        if (field->parameter().style == query::ParameterStyle::Identifier)
            field->setNames(names);
    }
    setParameters(m_types);
}

void ParameterForm::setScript(const query::Script &script, query::PartRange range)
{
    const QByteArray fingerprint = query::fingerprintOf(script, range);
    if (fingerprint == m_fingerprint)
        return;
    m_fingerprint = fingerprint;
    m_forget->setChecked(false);
    auto needed = query::neededParameters(script, range);
    if (needed != m_needed) {
        m_needed = std::move(needed);
        m_types.clear(); // those of another statement
        build();
    }
    recall();
}

void ParameterForm::build()
{
    m_building = true;
    const bool hadFocus = focusWidget() && isAncestorOf(focusWidget()) && focusWidget()->hasFocus();
    std::vector<ParameterField *> before = std::move(m_fields);
    m_fields.clear();
    for (const query::NeededParameter &one : m_needed) {
        const auto known = std::ranges::find_if(before, [&one](const ParameterField *field) {
            return field->name() == one.name
                && (field->parameter().style == query::ParameterStyle::Identifier)
                       == (one.style == query::ParameterStyle::Identifier);
        });
        ParameterField *field = nullptr;
        if (known != before.end()) {
            field = *known;
            before.erase(known);
            field->setParameter(one);
        } else {
            field = new ParameterField(one);
            if (m_catalog && one.style == query::ParameterStyle::Identifier)
                field->setNames(namesIn(*m_catalog));
            if (const auto given = m_given.constFind(one.name); given != m_given.constEnd())
                field->setValue(*given);
            connect(field, &ParameterField::valueChanged, this, [this, field] {
                m_given.insert(field->name(), *field->value());
                Q_EMIT valuesChanged();
            });
            connect(field, &ParameterField::commitWanted, this, [this, field](CellEditor::Then then) {
                if (then == CellEditor::Then::Previous)
                    focusNextPrevChild(false);
                else if (then != CellEditor::Then::Stay)
                    then == CellEditor::Then::Down ? goOn(field) : void(focusNextPrevChild(true));
            });
        }
        m_rows->addWidget(field);
        m_fields.push_back(field);
    }
    for (ParameterField *field : before) {
        m_rows->removeWidget(field);
        field->hide();
        field->deleteLater(); // it may be the one whose key is being handled
    }
    for (std::size_t i = 1; i < m_fields.size(); ++i)
        setTabOrder(m_fields[i - 1], m_fields[i]);
    if (!m_fields.empty())
        setTabOrder(m_fields.back(), m_forget);
    note();
    m_building = false;
    if (hadFocus && !m_fields.empty() && !(focusWidget() && focusWidget()->hasFocus()))
        m_fields.front()->takeFocus();
    Q_EMIT fieldsChanged();
}

// Enter: the next field, and behind the last one the run.
void ParameterForm::goOn(const ParameterField *from)
{
    const auto here = std::ranges::find(m_fields, from);
    if (here == m_fields.end())
        return;
    if (std::next(here) != m_fields.end()) {
        (*std::next(here))->takeFocus();
        return;
    }
    if (!askForMissing())
        Q_EMIT runWanted();
}

void ParameterForm::setParameters(const std::vector<query::TypedParameter> &parameters)
{
    m_types = parameters;
    bool isNew = false;
    for (const query::TypedParameter &type : parameters) {
        if (std::ranges::find(m_needed, type.name, &query::NeededParameter::name) != m_needed.end())
            continue;
        bool isNumber = false;
        type.name.toInt(&isNumber);
        m_needed.push_back(
            {.name = type.name, .style = isNumber ? query::ParameterStyle::Number : query::ParameterStyle::Plain});
        isNew = true;
    }
    if (isNew)
        build();
    for (const query::TypedParameter &type : parameters) {
        if (ParameterField *known = field(type.name))
            known->setType(type, m_catalog.get());
    }
    note();
}

void ParameterForm::setValues(const query::ParameterValues &values)
{
    for (auto value = values.begin(); value != values.end(); ++value) {
        if (value->kind == query::ParameterValue::Kind::Raw)
            continue; // psql's own
        m_given.insert(value.key(), *value);
        if (ParameterField *known = field(value.key()))
            known->setValue(*value);
    }
    Q_EMIT valuesChanged();
}

query::ParameterValues ParameterForm::values() const
{
    query::ParameterValues values;
    for (const ParameterField *field : m_fields) {
        if (const auto value = field->value())
            values.insert(field->name(), *value);
    }
    return values;
}

bool ParameterForm::askForMissing()
{
    for (ParameterField *field : m_fields) {
        if ((field->value() || !field->parameter().certain) && field->problem().isEmpty())
            continue;
        field->takeFocus();
        return true;
    }
    return false;
}

// What was given for the names before wins over what was given for the statement: it is seen in the fields.
void ParameterForm::recall()
{
    if (!m_memory || m_fields.empty()) {
        m_recalling.drop();
        return;
    }
    m_recalling.ask(this, m_memory->recall(m_fingerprint), [this](const Result<query::ParameterValues> &known) {
        if (!known) {
            m_note->setText(known.error().message);
            return;
        }
        query::ParameterValues missing;
        for (auto value = known->begin(); value != known->end(); ++value) {
            const ParameterField *one = field(value.key());
            if (one && !one->value() && !one->parameter().isSecret)
                missing.insert(value.key(), *value);
        }
        if (!missing.isEmpty())
            setValues(missing);
    });
}

void ParameterForm::remember()
{
    if (!m_memory || m_fields.empty())
        return;
    query::ParameterValues values;
    if (!m_forget->isChecked()) {
        for (const ParameterField *field : m_fields) {
            if (const auto value = field->value(); value && !field->parameter().isSecret)
                values.insert(field->name(), *value);
        }
    }
    whenDone(this, m_memory->note(m_fingerprint, values), [this](const Result<void> &noted) {
        if (!noted)
            m_note->setText(noted.error().message);
    });
}

ParameterField *ParameterForm::field(const QString &name) const
{
    const auto found =
        std::ranges::find_if(m_fields, [&name](const ParameterField *one) { return one->name() == name; });
    return found == m_fields.end() ? nullptr : *found;
}

void ParameterForm::note()
{
    const bool hasSecret =
        std::ranges::any_of(m_fields, [](const ParameterField *one) { return one->parameter().isSecret; });
    m_note->setText(
        m_fields.empty() ? tr("There is nothing to fill in.")
        : hasSecret      ? tr("What looks like a secret is not remembered. Enter in the last field runs.")
                         : tr("Enter in the last field runs."));
    m_forget->setEnabled(!m_fields.empty());
}

} // namespace howdah::ui
