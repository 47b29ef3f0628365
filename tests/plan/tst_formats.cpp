#include <QTest>
class FormatsTest final : public QObject
{
    Q_OBJECT
};
QTEST_GUILESS_MAIN(FormatsTest)
#include "tst_formats.moc"
