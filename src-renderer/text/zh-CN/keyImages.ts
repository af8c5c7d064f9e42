export const keyImages = {
  title: '关键图像',
  toggle: '标为关键图像（按当前显示）/ 取消',
  picture: (number: number, role: string) => `第 ${number} 张 ${role}`,
  show: '按标记时的样子显示',
  remove: '取消关键图像',
  inverted: '反相',
  turned: (degrees: number) => `右转 ${degrees}°`,
}
