// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/dialogframe.h"
#include "common/theme.h"
#include "support/turnmeter.h"

#include <QLineEdit>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::ui;

namespace {

// One with all kinds of buttons, added in no order.
class Asked final : public DialogFrame
{
public:
    explicit Asked(QWidget *parent = nullptr)
        : DialogFrame({.title = u"Ask"_s, .heading = u"What?"_s, .text = {}}, parent)
        , field(new QLineEdit)
    {
        content()->addWidget(field);
        addProblem(u"problem"_s);
        accept = addAccept(u"Drop it"_s, ButtonRole::Danger);
        aside = addAside(u"Add"_s);
        safe = addSafe(u"Cancel"_s);
        other = addOther(u"Copy"_s);
        connect(accept, &QPushButton::clicked, this, &QDialog::accept);
        field->setFocus();
    }

    QPushButton *oneMore() { return addOther(u"One more"_s); }
    using DialogFrame::resizeWithin;
    using DialogFrame::showProblem;
    using DialogFrame::startWith;

    QLineEdit *field;
    QPushButton *accept;
    QPushButton *aside;
    QPushButton *safe;
    QPushButton *other;
};

int leftOf(const Asked &dialog, const QPushButton *button) { return button->mapTo(&dialog, QPoint()).x(); }

} // namespace

class TestDialogFrame final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Theme> m_theme;

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Light); }
    void cleanupTestCase() { m_theme.reset(); }

    void theButtonsStandInOneOrder()
    {
        Asked dialog;
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        QVERIFY(leftOf(dialog, dialog.aside) < leftOf(dialog, dialog.other));
        QVERIFY(leftOf(dialog, dialog.other) < leftOf(dialog, dialog.safe));
        QVERIFY(leftOf(dialog, dialog.safe) < leftOf(dialog, dialog.accept));
    }

    // None is the default before one was chosen: Return in a field does nothing then.
    void returnPressesOnlyWhatWasChosenForIt()
    {
        Asked dialog;
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        QVERIFY(!dialog.accept->isDefault());
        QTest::keyClick(dialog.field, Qt::Key_Return);
        QVERIFY(dialog.isVisible());
        Asked::startWith(dialog.safe);
        QCOMPARE(dialog.focusWidget(), dialog.safe);
        QTest::keyClick(dialog.field, Qt::Key_Return);
        QVERIFY(!dialog.isVisible());
        QCOMPARE(dialog.result(), int(QDialog::Rejected));
    }

    // Ctrl+Return means yes, wherever the focus is: it never presses the safe button. What destroys is only gone to.
    void ctrlReturnGoesToTheOneThatAccepts()
    {
        for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter}) {
            Asked dialog;
            dialog.show();
            QVERIFY(QTest::qWaitForWindowActive(&dialog));
            Asked::startWith(dialog.safe);
            dialog.accept->setEnabled(false);
            QTest::keyClick(dialog.focusWidget(), key, Qt::ControlModifier);
            QVERIFY(dialog.isVisible());
            dialog.accept->setEnabled(true);
            QTest::keyClick(dialog.focusWidget(), key, Qt::ControlModifier);
            QVERIFY(dialog.isVisible());
            QCOMPARE(dialog.focusWidget(), static_cast<QWidget *>(dialog.accept));
            dialog.safe->setFocus();
            dialog.accept->setProperty("role", u"primary"_s);
            QTest::keyClick(dialog.focusWidget(), key, Qt::ControlModifier);
            QVERIFY(!dialog.isVisible());
            QCOMPARE(dialog.result(), int(QDialog::Accepted));
        }
    }

    void whatWasHiddenStaysSoWhenTheThemeChanges()
    {
        Asked dialog;
        dialog.show();
        dialog.other->hide();
        m_theme->setChoice(ThemeChoice::Dark);
        QVERIFY(dialog.other->isHidden());
        QVERIFY(!dialog.accept->isHidden());
        m_theme->setChoice(ThemeChoice::Light);
        QVERIFY(dialog.other->isHidden());
        QVERIFY(!dialog.oneMore()->isHidden());
        QVERIFY(dialog.other->isHidden());
    }

    void aProblemIsInTheColourOfFailures()
    {
        Asked dialog;
        auto *problem = dialog.findChild<QLabel *>(u"problem"_s);
        QVERIFY(problem->isHidden());
        dialog.showProblem(u"<b>No</b>"_s);
        QVERIFY(!problem->isHidden());
        QCOMPARE(problem->textFormat(), Qt::PlainText);
        dialog.show();
        m_theme->setChoice(ThemeChoice::Dark);
        QCOMPARE(problem->palette().color(QPalette::WindowText), color(Tone::Failed, dialog.palette()));
        m_theme->setChoice(ThemeChoice::Light);
        QCOMPARE(problem->palette().color(QPalette::WindowText), color(Tone::Failed, dialog.palette()));
        dialog.showProblem({});
        QVERIFY(problem->isHidden());
    }

    void itStaysWithinItsWindow()
    {
        QWidget window;
        window.resize(700, 500);
        Asked dialog(&window);
        dialog.resizeWithin({1000, 300});
        QCOMPARE(dialog.size(), QSize(636, 300));
    }
};

HOWDAH_UI_TEST_MAIN(TestDialogFrame)
#include "tst_dialogframe.moc"
