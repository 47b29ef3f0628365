// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "catalog/catalog.h"
#include "query/history/parametermemory.h"
#include "query/run/summary.h"
#include "query/script/neededparameters.h"

#include <QWidget>

#include <vector>

class QCheckBox;
class QLabel;
class QVBoxLayout;

namespace howdah::ui {

class ParameterField;

// The values of the parameters of what is to be run: a field for each, of its type, with NULL and DEFAULT beside an
// empty text. Hidden by whoever shows it where isEmpty(). UI thread.
class ParameterForm final : public QWidget
{
    Q_OBJECT
public:
    // `memory`: what was given before; outlives the form. nullptr: nothing is remembered.
    explicit ParameterForm(QWidget *parent = nullptr, query::ParameterMemory *memory = nullptr);
    ~ParameterForm() override;

    // Labels of enumerations, and names for :"name".
    void setCatalog(catalog::Snapshot catalog);
    // What is to be run: a field for each parameter that it needs and that psql's \set in it does not make. Values that
    // were given stay with their names; the others have what was remembered for this text. Asked with each change of
    // what would run: the same again costs nothing.
    void setScript(const query::Script &script, query::PartRange range);
    // What the server knows of their types, which comes later; names that have no field yet get one.
    void setParameters(const std::vector<query::TypedParameter> &parameters);
    void setValues(const query::ParameterValues &values);
    // Those that were given; a parameter without a value is not in it.
    [[nodiscard]] query::ParameterValues values() const;
    [[nodiscard]] bool isEmpty() const { return m_fields.empty(); }
    // The first of those that are missing, or that cannot be right, gets the focus; false: nothing is.
    bool askForMissing();
    // It is run with these values: they are remembered, but for secrets and where that is not wanted.
    void remember();

    [[nodiscard]] ParameterField *field(const QString &name) const;

Q_SIGNALS:
    void valuesChanged();
    // Enter in the last field.
    void runWanted();
    // There are other fields than before, or none.
    void fieldsChanged();

private:
    void build();
    void recall();
    void note();
    void goOn(const ParameterField *from);

    query::ParameterMemory *m_memory;
    catalog::Snapshot m_catalog;
    std::vector<query::NeededParameter> m_needed;
    std::vector<ParameterField *> m_fields;
    query::ParameterValues m_given; // also of those that have no field at the moment
    std::vector<query::TypedParameter> m_types;
    QByteArray m_fingerprint;
    Latest m_recalling;
    QVBoxLayout *m_rows;
    QLabel *m_note;
    QCheckBox *m_forget;
    bool m_building = false;
};

} // namespace howdah::ui
