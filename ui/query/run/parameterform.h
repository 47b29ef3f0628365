// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/run/summary.h"

#include <QWidget>

namespace howdah::ui {

// The values of the parameters of what is to be run: a field for each, of its type, with NULL and DEFAULT beside an
// empty text. UI thread.
class ParameterForm final : public QWidget
{
    Q_OBJECT
public:
    explicit ParameterForm(QWidget *parent = nullptr);

    // What is known of them; types come later than names (an oid of 0). Values that were given stay with their names.
    void setParameters(const std::vector<query::TypedParameter> &parameters);
    void setValues(const query::ParameterValues &values);
    // Those that were given; a parameter without a value is not in it.
    [[nodiscard]] query::ParameterValues values() const { return {}; }
    // The first of those that are missing gets the focus; false: none is missing.
    bool askForMissing() { return false; }

Q_SIGNALS:
    void valuesChanged();
    // Enter in the last field.
    void runWanted();
};

} // namespace howdah::ui
