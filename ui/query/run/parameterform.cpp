// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/run/parameterform.h"

namespace howdah::ui {

ParameterForm::ParameterForm(QWidget *parent)
    : QWidget(parent)
{
}

void ParameterForm::setParameters(const std::vector<query::TypedParameter> &parameters) { Q_UNUSED(parameters) }

void ParameterForm::setValues(const query::ParameterValues &values) { Q_UNUSED(values) }

} // namespace howdah::ui
